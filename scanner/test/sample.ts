/** Sample keys, put together when a test runs: no file of ours holds one. */

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A deterministic tail that looks random. */
export function tail(length: number, seed = 1, alphabet: string = ALNUM): string {
  let state = Math.imul(seed, 0x9e37_79b1) | 1;
  let text = '';
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    text += alphabet[(state >>> 0) % alphabet.length];
  }
  return text;
}

export const clarkyKey = (seed = 1, length = 30): string => ['ck', 'live', tail(length, seed)].join('_');
export const klipyKey = (seed = 1, length = 24): string => ['klipy', 'api', tail(length, seed)].join('_');
export const secretKey = (seed = 1, length = 30, environment: 'live' | 'test' = 'live'): string =>
  ['sk', environment, tail(length, seed)].join('_');
