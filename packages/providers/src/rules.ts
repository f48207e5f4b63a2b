import type { Rule } from './types.ts';

/** Every rule that Keyturn brings, by id. The order is the order of the documentation. */
export const rules: readonly Rule[] = [
  {
    id: 'clarky-api-key',
    name: 'Clarky API key',
    description: "A `ck_live_` key of Clarky's documented length, or of another with Clarky named beside it.",
  },
  {
    id: 'klipy-api-key',
    name: 'Klipy API key',
    description: 'A `klipy_api_` key, or one with the legacy prefix `klipy_pk_`.',
  },
  {
    id: 'agentclara-api-key',
    name: 'AgentClara API key',
    description: 'An `sk_live_` or `sk_test_` key with AgentClara named and no rival.',
  },
  {
    id: 'ambiguous-secret-key',
    name: 'Secret key of a shared prefix',
    description:
      'An `sk_live_`, `sk_test_` or `ck_live_` key whose vendor is not clear. It is reported, and sent nowhere.',
  },
  {
    id: 'clarify-api-key',
    name: 'Clarify API key',
    description: 'A key without a prefix, found by the `api-key` scheme, by `api.clarify.ai` and by its name.',
  },
  {
    id: 'clarify-oauth-secret',
    name: 'Clarify OAuth secret',
    description: "A client secret, refresh token or access token of Clarify's OAuth.",
  },
];

/** The rule that reports a shared prefix whose vendor is not clear. */
export const ambiguousRule = 'ambiguous-secret-key';
