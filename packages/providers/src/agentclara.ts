import type { Provider } from './types.ts';

const documented = [
  { min: 16, max: 16 },
  { min: 30, max: 30 },
] as const;

const failure = { lacks: ['data'], message: 'error' } as const;

/**
 * AgentClara. Source: its documentation of API keys, which shows tails of 30 and of 16 and states no length. Its prefixes
 * are Stripe's, Clerk's, Paystack's and others' too.
 */
export const agentclara: Provider = {
  kind: 'provider',
  id: 'agentclara',
  name: 'AgentClara',
  summary: "Assistant for conversations; keys look exactly like Stripe's.",
  shapes: [
    {
      rule: 'agentclara-api-key',
      prefix: 'sk_live_',
      alphabet: 'url64',
      tail: { min: 16, max: 256 },
      documented,
      environment: 'live',
      prefixUse: 'shared',
    },
    {
      rule: 'agentclara-api-key',
      prefix: 'sk_test_',
      alphabet: 'url64',
      tail: { min: 16, max: 256 },
      documented,
      environment: 'test',
      prefixUse: 'shared',
    },
  ],
  context: { names: ['agent_clara'], hosts: ['agentclara.app', 'agentclara.ai'] },
  rivals: [
    'stripe',
    'clerk',
    'paystack',
    'workos',
    'highnote',
    'apideck',
    'elasticpay',
    'baclique',
    'paymongo',
    'moyasar',
    'malipo',
    'jicoo',
    'paygentic',
  ],
  probe: {
    baseUrl: 'https://api.agentclara.app',
    method: 'GET',
    path: '/conversations/keyturn-probe-of-a-conversation-that-cannot-exist',
    header: 'Authorization',
    value: 'Bearer {key}',
    checks: ['agentclara-api-key'],
    answers: [
      {
        status: 401,
        envelope: {
          ...failure,
          has: [
            { path: 'success', is: 'false' },
            { path: 'error', is: 'text', oneOf: ['Invalid API key'] },
          ],
        },
        says: 'refused',
        reason: 'AgentClara refused the key.',
      },
      {
        status: 404,
        envelope: {
          ...failure,
          has: [
            { path: 'success', is: 'false' },
            { path: 'error', is: 'text' },
          ],
        },
        says: 'active',
        reason: 'AgentClara looked for the conversation, which it does for a key it knows.',
      },
    ],
    inconclusive: [
      {
        prefix: 'sk_test_',
        reason:
          'AgentClara refused this test key, which may only mean the wrong environment: the key may still work elsewhere.',
      },
    ],
    notes:
      'Asks for a conversation that cannot exist. Whether the service authenticates before it answers 404 is not published: the control probe decides.',
  },
  limits: {
    published: [
      { scope: 'unstated', perMinute: 1000, note: 'standard tier' },
      { scope: 'unstated', perMinute: 10_000, note: 'enterprise tier' },
    ],
    budgetPerMinute: 900,
    budgetScope: 'endpoint',
    resetHeader: 'unstated',
  },
  scopes: [],
  expiry: null,
  rotation: {
    steps: [
      'Create a new key in Settings > Advanced > API Keys.',
      'Update every application that uses the old one.',
      'Wait a few minutes for requests in flight.',
      'Delete the old key.',
    ],
    whenExposed: 'Delete or revoke the key in Settings > Advanced > API Keys at once, then create a new one.',
    settings: { label: 'AgentClara: Settings > Advanced > API Keys', url: 'https://agentclara.app' },
  },
  docs: [],
  examples: [
    {
      says: 'named on its own line',
      lines: ['AGENTCLARA_API_KEY={key}'],
      key: { prefix: 'sk_live_', alphabet: 'alnum', length: 30 },
      rule: 'agentclara-api-key',
    },
    {
      says: 'no context at all',
      lines: ['KEY={key}'],
      key: { prefix: 'sk_live_', alphabet: 'alnum', length: 30 },
      rule: 'ambiguous-secret-key',
    },
    {
      says: "a rival's context",
      lines: ['STRIPE_SECRET_KEY={key}'],
      key: { prefix: 'sk_live_', alphabet: 'alnum', length: 24 },
      rule: 'ambiguous-secret-key',
    },
    {
      says: 'a name made of words',
      lines: ['const flag = "{key}"'],
      key: { parts: ['sk_live_', 'mode_enabled_for_integration_tests'] },
      rule: null,
    },
  ],
};
