// Writes the stamp that freshness.mjs reads, and looks at contents where times differ (a new clone, a branch switched to
// and back) before anything is built again.

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readStamp, STAMP, statOf } from './freshness.mjs';

/** @import { Input } from './freshness.mjs' */

/**
 * @param {string} root
 * @param {string} path
 * @returns {string} SHA-256 of the file's content, or `-` where there is none
 */
export function hashOf(root, path) {
  try {
    return createHash('sha256')
      .update(readFileSync(root + path))
      .digest('hex');
  } catch {
    return '-';
  }
}

/**
 * @param {string} root
 * @param {Iterable<string>} paths
 * @param {number} started when the build began: what was written since may not be what it read, and counts as changed
 * @returns {Input[]} the inputs as they are now
 */
export function takeStamp(root, paths, started) {
  return [...new Set(paths)].sort().map((path) => {
    const stat = statOf(root, path);
    const written = Number(stat.split('/')[1]);
    const moved = written >= started && written <= Date.now();
    return { path, stat: moved ? 'changed' : stat, hash: moved ? 'changed' : hashOf(root, path) };
  });
}

/**
 * @param {string} root
 * @param {Input[]} inputs
 */
export function writeStamp(root, inputs) {
  const temporary = `${root}${STAMP}.${process.pid}`;
  writeFileSync(temporary, inputs.map(({ stat, hash, path }) => `${stat} ${hash} ${path}\n`).join(''));
  renameSync(temporary, root + STAMP);
}

/**
 * Compares contents; where they are as they were built, the stamp is renewed with the new times.
 *
 * @param {string} root
 * @returns {boolean} whether the bundle fits its sources
 */
export function hasSameContent(root) {
  const old = readStamp(root);
  if (old.length === 0 || !old.every(({ path, hash }) => hashOf(root, path) === hash)) {
    return false;
  }
  try {
    writeStamp(
      root,
      old.map((input) => ({ ...input, stat: statOf(root, input.path) })),
    );
  } catch {
    // A read-only checkout compares contents at every start: slower, but right.
  }
  return true;
}
