import type { Entry, KeyFacts, Use } from '../src/index.ts';

export const use = (over: Partial<Use> = {}): Use => ({
  repository: '/shop',
  service: null,
  stage: null,
  isTest: false,
  clientSide: null,
  where: 'src/a.ts:1',
  ...over,
});

export const entryOf = (over: Partial<Entry> = {}): Entry => ({
  name: 'crm-sync',
  owner: 'sales',
  environment: 'production',
  scopes: null,
  needs: null,
  expires: null,
  lastUsed: null,
  successor: null,
  ...over,
});

/** A key of which nothing is to be said. */
export const factsOf = (over: Partial<KeyFacts> = {}): KeyFacts => ({
  provider: 'clarky',
  environment: 'live',
  validity: { state: 'not-checked', reason: 'Verification was not asked for.', checkedAt: null },
  isVerified: false,
  leaks: 0,
  uses: [],
  created: null,
  entry: null,
  owner: 'not-asked',
  hasInventory: false,
  ...over,
});

export const active = {
  state: 'active',
  reason: 'Clarky authenticated the key.',
  checkedAt: '2026-03-01T10:00:00Z',
} as const;
export const inactive = { state: 'inactive', reason: 'Clarky refused the key.', checkedAt: null } as const;
export const unknown = { state: 'unknown', reason: 'The answer took too long.', checkedAt: null } as const;
