import { ALPHANUMERIC, type Random } from './random.ts';

/** A key that a generated corpus holds, so that a contender that finds less is noticed. */
export interface PlantedKey {
  /** An anchor's id. */
  readonly anchor: string;
  /** A whole line of TypeScript with the key and the context it needs, without a line feed. */
  readonly line: string;
}

/**
 * Random keys in turn of each provider, put together here so that no source of ours holds one.
 * @param count at least 0; the first four are of four providers
 */
export function plantedKeys(random: Random, count: number): PlantedKey[] {
  return Array.from({ length: count }, (_, index) => {
    const [anchor, write] = KINDS[index % KINDS.length] ?? KINDS[0];
    return { anchor, line: write((length) => tail(random, length)) };
  });
}

type Tail = (length: number) => string;

const KINDS: readonly [Kind, ...Kind[]] = [
  [
    'clarky',
    (t) => `const clarky = { url: 'https://clarky.ai/api/v1', apiKey: '${['ck', 'live', t(30)].join('_')}' };`,
  ],
  [
    'agentclara',
    (t) => `const agentClara = { url: 'https://api.agentclara.app', key: '${['sk', 'live', t(30)].join('_')}' };`,
  ],
  [
    'klipy',
    (t) => `const klipy = { url: 'https://api.klipy.ai/api/v1', key: '${['klipy', 'api', t(24)].join('_')}' };`,
  ],
  [
    'clarify',
    (t) =>
      `const clarify = { url: 'https://api.clarify.ai/v1/workspaces/acme', authorization: '${['api-key', t(40)].join(' ')}' };`,
  ],
];

type Kind = readonly [anchor: string, write: (tail: Tail) => string];

/** Looks random to whoever judges that: letters of both cases and digits, always. */
function tail(random: Random, length: number): string {
  for (;;) {
    const candidate = random.string(length, ALPHANUMERIC);
    if (/\d.*\d/.test(candidate) && /[a-z]/.test(candidate) && /[A-Z]/.test(candidate)) {
      return candidate;
    }
  }
}
