// The browser that the tests of the extension and of the reports’ pages drive: what is installed, else Debian’s, where that can
// be installed.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../../scripts/run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns {string | null} the executable; `CHROMIUM` names another */
export function findBrowser() {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env['CHROMIUM'] ?? '', ...candidates].find((file) => file !== '' && existsSync(file)) ?? null;
}

/** Installs one if there is none and this machine lets us: root's own, or CI. @returns {Promise<string | null>} the executable */
export async function prepareBrowser() {
  const found = findBrowser();
  if (found !== null) {
    return found;
  }
  const isRoot = process.getuid?.() === 0;
  if (!existsSync('/usr/bin/apt-get') || (!isRoot && process.env['CI'] === undefined)) {
    return null;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const arguments_ of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    await run(isRoot ? 'apt-get' : 'sudo', [...(isRoot ? [] : ['-n', 'apt-get']), ...arguments_], { env });
  }
  return findBrowser();
}
