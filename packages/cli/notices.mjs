// The licences of the packages that the bundle contains, which those licences ask us to pass on.

import { readdirSync, readFileSync } from 'node:fs';

/**
 * @param {string} root
 * @param {string[]} inputs the bundle's inputs, relative to the root
 * @returns {string}
 */
export function thirdPartyNotices(root, inputs) {
  const folders = new Set(inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]));
  folders.delete(undefined);
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
    const file = readdirSync(root + folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(`${root}${folder}/${file}`, 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The executable contains these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
