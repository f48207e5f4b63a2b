import type { Provider } from './types.ts';

/*
 * Slots. A value is a run without white space or quotes; what it holds is judged by the scanner (random, long enough).
 * Between a name and its value stand a few separators: quotes, colons, equals signs, arrows, white space.
 */
const value = '(?<value>[a-z0-9][a-z0-9._~+/=-]{15,1023})';
const quote = '(?:\\\\{0,3}["\'`])?';
const assigned = `${quote}\\s{0,16}\\]?\\)?\\s{0,16}(?:=>|:=|:-|\\|\\|=?|\\?\\?=?|[:=,(]|%3d|\\s)\\s{0,16}${quote}(?:[a-z.]{1,24}\\(\\s{0,4}${quote})?`;

const failed = ['error', 'errors'] as const;
const errors = {
  has: [
    { path: 'errors', is: 'list' },
    { path: 'errors.0.detail', is: 'text' },
  ],
  lacks: ['data'],
  code: 'errors.0.title',
  message: 'errors.0.detail',
} as const;

/**
 * Clarify. Source: its authentication page. An API key has no published prefix, length or alphabet: it is found by what
 * stands around it. `CLARIFY_API_KEY` is used by unrelated projects too, so the name alone is weak.
 */
export const clarify: Provider = {
  kind: 'provider',
  id: 'clarify',
  name: 'Clarify',
  summary: 'CRM; an API key has administrator rights over one workspace.',
  shapes: [],
  contextual: {
    anchor: 'clarify',
    value: { min: 16, max: 1024 },
    workspace: 'api\\.clarify\\.ai/v1/workspaces/(?<slug>[a-z0-9][a-z0-9-]{0,62})(?![A-Za-z0-9_-])',
    slots: [
      {
        rule: 'clarify-api-key',
        pattern: `(?:^|[^a-z0-9_-])api-key(?:\\s{1,4}|["'\`]\\s{0,4},\\s{0,4})${quote}${value}`,
        needs: ['api-key'],
        says: 'the `api-key` scheme',
        names: false,
        confidence: { near: 'high', file: 'medium', alone: null },
      },
      {
        rule: 'clarify-oauth-secret',
        pattern: `(?:client|app|oauth)[_.-]?secret[a-z0-9_]{0,8}${assigned}${value}`,
        needs: ['secret'],
        says: 'a client secret',
        names: false,
        confidence: { near: 'high', file: 'medium', alone: null },
      },
      {
        rule: 'clarify-oauth-secret',
        pattern: `refresh[_.-]?token[a-z0-9_]{0,8}${assigned}${value}`,
        needs: ['refresh', 'token'],
        says: 'a refresh token',
        names: false,
        confidence: { near: 'high', file: 'medium', alone: null },
      },
      {
        rule: 'clarify-oauth-secret',
        pattern: `access[_.-]?token[a-z0-9_]{0,8}${assigned}${value}`,
        needs: ['access', 'token'],
        says: 'an access token',
        names: false,
        confidence: { near: 'medium', file: 'low', alone: null },
      },
      {
        rule: 'clarify-oauth-secret',
        pattern: `(?:^|[^a-z0-9_-])bearer\\s{1,4}${value}`,
        needs: ['bearer'],
        says: 'a Bearer token',
        names: false,
        confidence: { near: 'medium', file: 'low', alone: null },
      },
      {
        rule: 'clarify-api-key',
        pattern: `clarify[a-z0-9_.-]{0,24}(?:api|access|secret|workspace|admin|personal)?[_.-]?(?:key|token)s?[a-z0-9_]{0,12}${assigned}(?:api-key\\s{1,4})?${value}`,
        says: "the variable's name",
        names: true,
        confidence: { near: 'high', file: 'medium', alone: 'low' },
      },
      {
        rule: 'clarify-api-key',
        pattern: `(?:api|access|secret|auth)[_.-]?(?:key|token)${assigned}(?:api-key\\s{1,4})?${value}`,
        says: 'the name of an API key',
        names: false,
        confidence: { near: 'medium', file: null, alone: null },
      },
    ],
  },
  context: {
    names: ['clarify_api', 'clarify_ai'],
    words: ['clarify'],
    hosts: ['api.clarify.ai', 'auth1.clarify.ai', 'clarify.ai'],
  },
  rivals: [],
  probe: {
    baseUrl: 'https://api.clarify.ai/v1',
    method: 'GET',
    path: '/workspaces/{workspace}/schemas',
    header: 'Authorization',
    value: 'api-key {key}',
    checks: ['clarify-api-key'],
    workspace: { pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$' },
    answers: [
      // The form of a list of schemas is not published: an answer that is data and no error.
      {
        status: 200,
        envelope: { has: [{ path: 'data', is: 'list-or-object' }], lacks: failed },
        says: 'active',
        reason: 'Clarify answered for this workspace.',
        scopes: 'admin over the workspace',
      },
      {
        status: 200,
        envelope: { has: [{ path: 'schemas', is: 'list-or-object' }], lacks: failed },
        says: 'active',
        reason: 'Clarify answered for this workspace.',
        scopes: 'admin over the workspace',
      },
      {
        status: 200,
        envelope: { has: [{ path: '', is: 'list' }] },
        says: 'active',
        reason: 'Clarify answered for this workspace.',
        scopes: 'admin over the workspace',
      },
      {
        status: 401,
        envelope: {
          ...errors,
          has: [...errors.has, { path: 'errors.0.status', is: 'text-or-number', oneOf: ['401'] }],
        },
        says: 'refused',
        reason: 'Clarify refused the key for this workspace.',
      },
      {
        status: 400,
        envelope: errors,
        says: 'unknown',
        reason: 'Clarify did not understand the request: the workspace may be wrong.',
      },
      { status: 403, envelope: errors, says: 'unknown', reason: 'Clarify denies this request and does not say why.' },
      {
        status: 404,
        envelope: errors,
        says: 'unknown',
        reason: 'Clarify does not know this workspace.',
        noWorkspace: true,
      },
    ],
    notes:
      "Lists schemas, no records. Needs the workspace's slug; a slug that merely stands in the scanned text can prove a key active, never inactive.",
  },
  limits: {
    published: [{ scope: 'workspace-endpoint', perMinute: 3000, note: 'older pages advise 100 reads' }],
    budgetPerMinute: 90,
    budgetScope: 'endpoint',
    resetHeader: 'seconds-remaining',
  },
  scopes: [{ name: 'admin', allows: 'read, write and delete over the workspace' }],
  expiry: null,
  rotation: {
    steps: [
      'Create a new key in Settings > API Keys.',
      'Update whatever uses the old one.',
      'Verify the new key.',
      'Delete the old key in Settings > API Keys.',
    ],
    whenExposed: 'Delete the exposed key first: it has administrator rights over the workspace.',
    settings: { label: 'Clarify: Settings > API Keys', url: 'https://clarify.ai' },
  },
  docs: [],
  examples: [
    {
      says: 'the scheme with the host on the next line',
      lines: ['curl -H "Authorization: api-key {key}" \\', '  "https://api.clarify.ai/v1/workspaces/acme/schemas"'],
      key: { prefix: '', alphabet: 'alnum', length: 40 },
      rule: 'clarify-api-key',
    },
    {
      says: 'a client secret beside the token endpoint',
      lines: ['curl -X POST https://auth1.clarify.ai/oauth2/token \\', '  -d "client_secret={key}"'],
      key: { prefix: '', alphabet: 'alnum', length: 48 },
      rule: 'clarify-oauth-secret',
    },
    {
      says: "the documentation's placeholder",
      lines: ['curl -H "Authorization: api-key {key}" \\', '  "https://api.clarify.ai/v1/workspaces/acme/schemas"'],
      key: { parts: ['YOUR', '_API_KEY'] },
      rule: null,
    },
    {
      says: 'the verb',
      lines: ['// to clarify: the digest below is {key}'],
      key: { prefix: '', alphabet: 'hex', length: 40 },
      rule: null,
    },
  ],
};
