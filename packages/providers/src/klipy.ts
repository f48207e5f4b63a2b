import type { Envelope, Provider, ProbeAnswer } from './types.ts';

const tail = { min: 16, max: 256 } as const;

/** Whether an error's code and message stand on top or inside `error` is not published. */
const envelopes = ['', 'error.'].map((at): Envelope => ({
  has: [
    { path: `${at}code`, is: 'text-or-number' },
    { path: `${at}message`, is: 'text' },
  ],
  lacks: ['data'],
  code: `${at}code`,
  message: `${at}message`,
}));

/**
 * Klipy, the CRM. Sources: its API documentation (keys, introduction). Length and alphabet of a key are not published.
 * `KLIPY_API_KEY` and klipy.com belong to an unrelated GIF service, so the name alone says nothing here.
 */
export const klipy: Provider = {
  kind: 'provider',
  id: 'klipy',
  name: 'Klipy',
  summary: 'CRM; keys are bound to a workspace, may expire, and no alert is sent when they do.',
  shapes: [
    {
      rule: 'klipy-api-key',
      prefix: 'klipy_api_',
      alphabet: 'url64',
      tail,
      documented: [tail],
      environment: 'unknown',
      prefixUse: 'exclusive',
    },
    {
      rule: 'klipy-api-key',
      prefix: 'klipy_pk_',
      alphabet: 'url64',
      tail,
      documented: [tail],
      environment: 'unknown',
      prefixUse: 'exclusive',
    },
  ],
  context: { names: ['klipy'], hosts: ['klipy.ai'], headers: ['x-klipy-api-key'] },
  rivals: [],
  probe: {
    baseUrl: 'https://api.klipy.ai/api/v1',
    method: 'GET',
    path: '/authenticate',
    header: 'X-Klipy-Api-Key',
    value: '{key}',
    checks: ['klipy-api-key'],
    answers: [
      {
        status: 200,
        envelope: {
          has: [
            { path: 'object', is: 'text' },
            { path: 'data', is: 'list-or-object' },
          ],
          lacks: ['code', 'error', 'errors'],
        },
        says: 'active',
        reason: 'Klipy authenticated the key.',
      },
      ...envelopes.flatMap((envelope): ProbeAnswer[] => [
        {
          status: 401,
          envelope,
          says: 'refused',
          reason: 'Klipy refused the key: missing, invalid, expired or revoked.',
        },
        {
          status: 403,
          envelope,
          says: 'denied',
          reason:
            'Klipy answers 403 both for a key it does not know and for one whose scopes do not cover the request.',
        },
      ]),
    ],
    organisation: ['data.organization.name', 'data.organisation.name', 'data.name'],
    notes: "Answers the organisation's name; no customer data.",
  },
  limits: {
    published: [
      { scope: 'key', perMinute: 200 },
      { scope: 'organisation', perMinute: 1000 },
    ],
    budgetPerMinute: 150,
    budgetScope: 'key',
    resetHeader: 'unstated',
  },
  scopes: [
    { name: 'ALL', allows: 'full read and write access to all resources', isAll: true },
    { name: 'people:read', allows: 'reading person records' },
    { name: 'people:write', allows: 'creating, updating and upserting person records' },
    { name: 'companies:read', allows: 'reading company records' },
    { name: 'companies:write', allows: 'creating and updating company records' },
    { name: 'companies:remove', allows: 'deleting company records' },
    { name: 'interactions:read', allows: 'reading interaction records' },
    { name: 'interactions:write', allows: 'creating interaction records' },
  ],
  expiry: 'Optional. An expired key answers 401, and no alert is ever sent before.',
  rotation: {
    steps: [
      'Create a new key in Settings → API (admins only), with the narrowest scopes and an expiry date.',
      'Roll it out to the one integration that uses it.',
      'Verify the new key.',
      'Revoke the old one in Settings → API. A revoked key cannot be re-activated.',
    ],
    whenExposed: 'An exposed key is revoked before it is rotated.',
    settings: { label: 'Klipy: Settings → API', url: 'https://klipy.ai' },
  },
  docs: [],
  examples: [
    {
      says: 'the prefix is its own',
      lines: ['X-Klipy-Api-Key: {key}'],
      key: { prefix: 'klipy_api_', alphabet: 'alnum', length: 24 },
      rule: 'klipy-api-key',
    },
    {
      says: 'the legacy prefix',
      lines: ['"token": "{key}",'],
      key: { prefix: 'klipy_pk_', alphabet: 'url64', length: 32 },
      rule: 'klipy-api-key',
    },
    {
      says: "the documentation's placeholder",
      lines: ['Authorization: Bearer {key}'],
      key: { parts: ['klipy_api_', '<id>'] },
      rule: null,
    },
    {
      says: 'a name in code',
      lines: ['def {key}(session):'],
      key: { parts: ['klipy_api_', 'request_with_retries'] },
      rule: null,
    },
  ],
};
