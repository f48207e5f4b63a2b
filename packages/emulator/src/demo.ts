/** A seeded state for demos: the same keys at every start, drawn by a little generator rather than written down. */
import type { EmulatedKey, State } from './state.ts';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** mulberry32: small, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function tail(length: number, random: () => number): string {
  return Array.from({ length }, () => CHARACTERS[Math.floor(random() * CHARACTERS.length)]).join('');
}

export interface DemoKey {
  readonly key: EmulatedKey | (Pick<EmulatedKey, 'provider' | 'value'> & { readonly unknown: true });
  readonly says: string;
  /** A file of the demo tree, and its line with the key. */
  readonly file: string;
  readonly line: string;
}

/** Puts the demo's keys into a state, and tells where they leaked. */
export function seedDemo(state: State): readonly DemoKey[] {
  const random = seeded(20_261_121);
  const clarky = (): string => `${['ck', 'live', ''].join('_')}${tail(30, random)}`;
  const klipy = (): string => `${['klipy', 'api', ''].join('_')}${tail(32, random)}`;
  const agentclara = (environment: string): string => `${['sk', environment, ''].join('_')}${tail(30, random)}`;
  const at = (
    file: string,
    line: (value: string) => string,
    says: string,
    key: Parameters<State['add']>[0],
    known = true,
  ): DemoKey => ({
    key: known ? state.add(key) : { provider: key.provider, value: key.value, unknown: true },
    says,
    file,
    line: line(key.value),
  });
  return [
    at('src/crm.ts', (key) => `const clarkyKey = '${key}';`, 'live', { provider: 'clarky', value: clarky() }),
    at('old/sync.env', (key) => `CLARKY_KEY=${key}`, 'revoked', { provider: 'clarky', value: clarky(), revoked: true }),
    at('jobs/import.py', (key) => `clarky_key = "${key}"`, 'live, may only write', {
      provider: 'clarky',
      value: clarky(),
      scopes: ['write'],
    }),
    at('deploy/klipy.yaml', (key) => `apiKey: ${key}`, 'live', { provider: 'klipy', value: klipy() }),
    at('deploy/people.yaml', (key) => `apiKey: ${key}`, 'live, people only', {
      provider: 'klipy',
      value: klipy(),
      scopes: ['people:read'],
    }),
    at('deploy/2025.yaml', (key) => `apiKey: ${key}`, 'expired', {
      provider: 'klipy',
      value: klipy(),
      expires: '2026-01-01T00:00:00Z',
    }),
    at('bot/.env', (key) => `AGENTCLARA_API_KEY=${key}`, 'live', {
      provider: 'agentclara',
      value: agentclara('live'),
      environment: 'live',
    }),
    at(
      'bot/.env.old',
      (key) => `AGENTCLARA_API_KEY=${key}`,
      'never issued',
      { provider: 'agentclara', value: agentclara('live') },
      false,
    ),
    at('bot/.env.test', (key) => `AGENTCLARA_API_KEY=${key}`, 'of another environment', {
      provider: 'agentclara',
      value: agentclara('test'),
      environment: 'test',
    }),
    at(
      'crm.sh',
      (key) => `curl -H "Authorization: api-key ${key}" https://api.clarify.ai/v1/workspaces/acme/schemas`,
      'live in the workspace acme',
      { provider: 'clarify', value: tail(40, random) },
    ),
  ];
}
