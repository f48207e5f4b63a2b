// Tells whether the bundled executable still fits its sources. `./keyturn` asks at every start, so this module imports
// nothing but the file system, and costs one stat for each file that went into the bundle.
//
// The stamp has a line for each input: size, modification time, SHA-256, path. A build writes it last.

// Imported, it would load streams, which takes longer than all the rest of this.
const { readFileSync, statSync } = process.getBuiltinModule('node:fs');

/** The inputs of the bundle as its last build found them, relative to the root. */
export const STAMP = 'packages/cli/dist/.inputs';

/**
 * @typedef {object} Input
 * @property {string} path relative to the root, with forward slashes
 * @property {string} stat size and modification time, or `-` where there is no such file
 * @property {string} hash SHA-256 of the content, or `-`
 */

/**
 * @param {string} root the checkout's path, ending with a separator
 * @param {string} path relative to it
 * @returns {string} size and modification time
 */
export function statOf(root, path) {
  const stat = statSync(root + path, { throwIfNoEntry: false });
  return stat === undefined ? '-' : `${stat.size}/${stat.mtimeMs}`;
}

/**
 * @param {string} root
 * @returns {Input[]} empty where nothing was built yet
 */
export function readStamp(root) {
  let text = '';
  try {
    text = readFileSync(root + STAMP, 'utf8');
  } catch {
    return [];
  }
  const inputs = [];
  for (const line of text.split('\n')) {
    const first = line.indexOf(' ');
    const second = line.indexOf(' ', first + 1);
    if (second > 0) {
      inputs.push({ stat: line.slice(0, first), hash: line.slice(first + 1, second), path: line.slice(second + 1) });
    }
  }
  return inputs;
}

/**
 * @param {string} root the checkout's path, ending with a separator
 * @returns {boolean} whether every input has the size and the modification time that it was built with
 */
export function isFresh(root) {
  const inputs = readStamp(root);
  return inputs.length > 0 && inputs.every(({ path, stat }) => statOf(root, path) === stat);
}
