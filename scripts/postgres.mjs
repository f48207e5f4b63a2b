// A PostgreSQL for the tests of the ledger: what is installed, else Debian's package, where that can be installed.

import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const DEBIAN = '/usr/lib/postgresql';

/** Whether its programs are on this machine; the tests look in the same places. */
function isInstalled() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : [];
  return [...versions, ...(process.env['PATH'] ?? '').split(delimiter)].some((folder) =>
    existsSync(join(folder, 'initdb')),
  );
}

/**
 * Installs it if it is missing and this machine lets us. On CI it has to be there: nothing is skipped.
 *
 * @returns {Promise<string | null>} what the tests will skip for want of it, as a sentence
 */
export async function preparePostgres() {
  if (isInstalled()) return null;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = ['install', '-y', '--no-install-recommends', 'postgresql'];
    await run('apt-get', ['update'], { env });
    await run('apt-get', options, { env });
    if (isInstalled()) return null;
  }
  return 'there is no PostgreSQL here and none can be installed: the ledger is tested on SQLite alone';
}

if (process.argv[1] === import.meta.filename) {
  const lacking = await preparePostgres();
  if (lacking !== null) {
    process.stderr.write(`${lacking}\n`);
    process.exitCode = 1;
  }
}
