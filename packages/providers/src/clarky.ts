import type { Provider } from './types.ts';

const error = { lacks: ['data'], code: 'error.code', message: 'error.message' } as const;

/** Clarky. Sources: docs.clarky.ai (authentication, quickstart, rate limits). The tail's alphabet is not published. */
export const clarky: Provider = {
  kind: 'provider',
  id: 'clarky',
  name: 'Clarky',
  summary: 'CRM and assistant platform; one key is bound to one workspace.',
  shapes: [
    {
      rule: 'clarky-api-key',
      prefix: 'ck_live_',
      alphabet: 'url64',
      tail: { min: 16, max: 256 },
      documented: [{ min: 30, max: 31 }],
      environment: 'live',
      prefixUse: 'by-length',
    },
  ],
  context: { names: ['clarky'], hosts: ['clarky.ai'] },
  rivals: ['claudekit', 'cracked', 'woocommerce'],
  probe: {
    baseUrl: 'https://clarky.ai/api/v1',
    method: 'GET',
    path: '/pipelines?page_size=1',
    header: 'Authorization',
    value: 'Bearer {key}',
    checks: ['clarky-api-key'],
    answers: [
      {
        status: 200,
        envelope: { has: [{ path: 'data', is: 'list' }], lacks: ['error', 'errors'] },
        says: 'active',
        reason: 'Clarky answered the request.',
        scopes: 'read, at the least',
      },
      {
        status: 401,
        envelope: {
          ...error,
          has: [
            { path: 'error.code', is: 'text', oneOf: ['unauthorized'] },
            { path: 'error.message', is: 'text' },
          ],
        },
        says: 'refused',
        reason: 'Clarky refused the key: missing, invalid or revoked.',
      },
      {
        status: 403,
        envelope: {
          ...error,
          has: [
            { path: 'error.code', is: 'text', oneOf: ['forbidden'] },
            { path: 'error.message', is: 'text' },
          ],
        },
        says: 'active',
        reason: 'Clarky knows the key and denies this request: its scopes do not cover it.',
        scopes: 'not read',
      },
    ],
    notes: 'Lists at most one pipeline: no contact data. 403 comes after authentication.',
  },
  limits: {
    published: [
      { scope: 'key', perMinute: 120, note: 'reads' },
      { scope: 'key', perMinute: 60, note: 'writes' },
    ],
    budgetPerMinute: 100,
    budgetScope: 'key',
    resetHeader: 'epoch-seconds',
  },
  scopes: [
    { name: 'read', allows: 'GET and HEAD on every endpoint' },
    { name: 'write', allows: 'POST, PATCH and DELETE as well' },
  ],
  expiry: null,
  rotation: {
    steps: [
      'Create a new key in Settings > API Keys, with the scopes that are needed and no more.',
      'Roll it out: update the secret store and deploy.',
      'Verify the new key in production.',
      'Revoke the old key. Revocation is immediate and permanent.',
    ],
    whenExposed: 'A key that leaked in public is revoked first, then replaced.',
    settings: { label: 'Clarky: Settings > API Keys', url: 'https://clarky.ai' },
  },
  docs: ['https://docs.clarky.ai/llms.txt'],
  examples: [
    {
      says: 'the documented length is enough',
      lines: ["const key = '{key}';"],
      key: { prefix: 'ck_live_', alphabet: 'alnum', length: 30 },
      rule: 'clarky-api-key',
    },
    {
      says: 'another length with the name on its line',
      lines: ['CLARKY_KEY={key}'],
      key: { prefix: 'ck_live_', alphabet: 'alnum', length: 40 },
      rule: 'clarky-api-key',
    },
    {
      says: 'another length alone is ambiguous',
      lines: ['KEY={key}'],
      key: { prefix: 'ck_live_', alphabet: 'alnum', length: 32 },
      rule: 'ambiguous-secret-key',
    },
    {
      says: "the quickstart's placeholder",
      lines: ["export CLARKY_KEY='{key}'"],
      key: { parts: ['ck_live_', 'paste_your_key_here'] },
      rule: null,
    },
    {
      says: 'part of a longer word',
      lines: ['const stat = "{key}"'],
      key: { parts: ['stack_live_', 'mQ7wZ2xT9cVbN4sK8dLp', 'R1fHyG6jXe'] },
      rule: null,
    },
  ],
};
