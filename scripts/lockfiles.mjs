// The lockfiles name no registry's address, and serve every system that we do, whoever wrote them.

import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

const FILES = ['pnpm-lock.yaml', 'scripts/pnpm/package-lock.json'];
const BINARY =
  /^ +['"](?:node_modules\/)?(@[^'"\s]+?[/.-])((?:darwin|linux|win32)-(?:arm64|x64))(?:[-@][^'"\s]*)?['"]:/gm;
const SYSTEMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];

/** @returns {string[]} problems */
export function checkLockfiles() {
  return FILES.flatMap((file) => problemsIn(file, readFileSync(root + file, 'utf8')));
}

/**
 * @param {string} file
 * @param {string} text
 */
export function problemsIn(file, text) {
  const addresses = text
    .split('\n')
    .flatMap((line, index) =>
      /"resolved":|tarball:|https?:\/\/[^ ]*\.tgz/.test(line)
        ? [`${file}:${index + 1} names an address: ${line.trim()}`]
        : [],
    );
  return [...addresses, ...missingSystems(file, text)];
}

/**
 * A registry that lacks a package's binary for one system gives a lockfile that fails there and nowhere else.
 *
 * @param {string} file
 * @param {string} text
 */
function missingSystems(file, text) {
  /** @type {Map<string, Set<string>>} */
  const systems = new Map();
  for (const [, family = '', system = ''] of text.matchAll(BINARY)) {
    systems.set(family, (systems.get(family) ?? new Set()).add(system));
  }
  return [...systems].flatMap(([family, present]) => {
    const missing = SYSTEMS.filter((system) => !present.has(system));
    return missing.length === 0
      ? []
      : [`${file}: ${family}* has no binary for ${missing.join(', ')}; take a version that has`];
  });
}
