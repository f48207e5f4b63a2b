import type { Rival, RivalShape } from './types.ts';

/**
 * Vendors that share a prefix with one of ours. Sources: the rules of the widely used scanners and the vendors' own
 * pages; where a length is not stated, any is possible. Sending one vendor's key to another is a leak, so a rival that is
 * named makes a shared prefix ambiguous.
 */

const both = (tail: RivalShape['tail'], alphabet: RivalShape['alphabet'] = 'alnum'): RivalShape[] => [
  { prefix: 'sk_live_', alphabet, tail },
  { prefix: 'sk_test_', alphabet, tail },
];
const live = (tail: RivalShape['tail'], alphabet: RivalShape['alphabet'] = 'alnum'): RivalShape[] => [
  { prefix: 'sk_live_', alphabet, tail },
];
const exactly = (...lengths: number[]): RivalShape['tail'] => lengths.map((length) => ({ min: length, max: length }));
const anyLength: RivalShape['tail'] = [{ min: 16, max: 256 }];

export const rivals: readonly Rival[] = [
  {
    kind: 'rival',
    id: 'stripe',
    name: 'Stripe',
    shapes: both(exactly(24, 34, 89, 99)),
    context: {
      names: [],
      words: ['stripe'],
      hosts: ['stripe.com', 'stripe.network'],
      headers: ['stripe-signature', 'stripe-account', 'stripe-version'],
    },
  },
  {
    kind: 'rival',
    id: 'clerk',
    name: 'Clerk',
    shapes: both(exactly(32)),
    context: {
      names: ['clerkjs', 'clerk_secret', 'next_public_clerk'],
      words: ['clerk'],
      hosts: ['clerk.com', 'clerk.dev', 'clerk.accounts.dev'],
    },
  },
  {
    kind: 'rival',
    id: 'paystack',
    name: 'Paystack',
    shapes: both(exactly(40)),
    context: { names: ['paystack'], hosts: ['paystack.co', 'paystack.com'] },
  },
  {
    kind: 'rival',
    id: 'workos',
    name: 'WorkOS',
    shapes: [
      { prefix: 'sk_live_a2V5Xz', alphabet: 'base64', tail: exactly(69) },
      { prefix: 'sk_test_a2V5Xz', alphabet: 'base64', tail: exactly(69) },
    ],
    context: { names: ['workos', 'work_os'], hosts: ['workos.com'] },
  },
  {
    kind: 'rival',
    id: 'highnote',
    name: 'Highnote',
    shapes: [{ prefix: 'sk_live_a2V5Xz', alphabet: 'base64', tail: exactly(69) }],
    context: { names: ['highnote'], hosts: ['highnote.com'] },
  },
  {
    kind: 'rival',
    id: 'apideck',
    name: 'Apideck',
    shapes: live(exactly(93), 'alnum-dash'),
    context: { names: ['apideck'], hosts: ['apideck.com'] },
  },
  {
    kind: 'rival',
    id: 'elasticpay',
    name: 'ElasticPay',
    shapes: live(anyLength),
    context: { names: ['elastic_pay'], hosts: ['elasticpay.com'] },
  },
  {
    kind: 'rival',
    id: 'baclique',
    name: 'Baclique',
    shapes: live(anyLength),
    context: { names: ['baclique'], hosts: [] },
  },
  {
    kind: 'rival',
    id: 'paymongo',
    name: 'PayMongo',
    shapes: both(anyLength),
    context: { names: ['paymongo'], hosts: ['paymongo.com'] },
  },
  {
    kind: 'rival',
    id: 'moyasar',
    name: 'Moyasar',
    shapes: both(anyLength),
    context: { names: ['moyasar'], hosts: ['moyasar.com'] },
  },
  { kind: 'rival', id: 'malipo', name: 'Malipo', shapes: live(anyLength), context: { names: ['malipo'], hosts: [] } },
  {
    kind: 'rival',
    id: 'jicoo',
    name: 'Jicoo',
    shapes: live(anyLength),
    context: { names: ['jicoo'], hosts: ['jicoo.com'] },
  },
  {
    kind: 'rival',
    id: 'paygentic',
    name: 'Paygentic',
    shapes: live(anyLength),
    context: { names: ['paygentic'], hosts: ['paygentic.io'] },
  },
  {
    kind: 'rival',
    id: 'claudekit',
    name: 'ClaudeKit',
    shapes: [{ prefix: 'ck_live_', alphabet: 'alnum', tail: exactly(32) }],
    context: { names: ['claude_kit'], hosts: ['claudekit.com', 'claudekit.cc'] },
  },
  {
    // "cracked" is an ordinary word: only what looks like a product's name counts.
    kind: 'rival',
    id: 'cracked',
    name: 'Cracked',
    shapes: [{ prefix: 'ck_live_', alphabet: 'alnum', tail: anyLength }],
    context: {
      names: ['cracked_api', 'cracked_key', 'cracked_secret', 'cracked_token', 'cracked_client', 'cracked_sdk'],
      hosts: ['cracked.ai', 'cracked.io', 'cracked.sh'],
    },
  },
  {
    // Its own keys (`ck_` + 40 hex digits) have no `live_` and are no shape of ours; its name still explains a `ck_live_`.
    kind: 'rival',
    id: 'woocommerce',
    name: 'WooCommerce',
    shapes: [],
    context: { names: ['woo_commerce'], hosts: ['woocommerce.com'] },
  },
];
