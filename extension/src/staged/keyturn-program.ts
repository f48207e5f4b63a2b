/** How a hook could start the `keyturn` command on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = process.platform === 'win32' ? ['keyturn.cmd', 'keyturn.exe', 'keyturn'] : ['keyturn'];

/**
 * Program and arguments; null where it is not installed. A hook whose program is not there stops every commit, so none
 * is written then.
 *
 * @param top of the repository, whose own dependencies may have it
 */
export function keyturnProgram(top: string, path: string = process.env['PATH'] ?? ''): readonly string[] | null {
  const has = (folder: string): boolean => NAMES.some((name) => existsSync(join(folder, name)));
  // The repository's own version comes before whatever else the machine has.
  if (has(join(top, 'node_modules', '.bin'))) return ['npx', '--no-install', 'keyturn'];
  return path.split(delimiter).some((folder) => folder !== '' && has(folder)) ? ['keyturn'] : null;
}
