import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const LIMIT = 60_000;
const BETWEEN = 50;

/**
 * Looks again until it is so.
 *
 * @param {string} what for the message when it never is
 * @param {() => boolean | Promise<boolean>} isSo
 */
export async function until(what, isSo) {
  const end = Date.now() + LIMIT;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(`${what} did not come`);
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
}

/**
 * @template T
 * @param {string} what
 * @param {T} found
 * @param {T} expected
 */
export function same(what, found, expected) {
  if (!isDeepStrictEqual(found, expected)) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}

/**
 * Waits until a file holds just this.
 *
 * @param {string} file
 * @param {string} text
 */
export async function untilHolds(file, text) {
  const read = () => (existsSync(file) ? readFileSync(file, 'utf8') : null);
  // The editor makes a file before it fills it.
  await until(file, () => read() === text).catch(() => same(file, read(), text));
}
