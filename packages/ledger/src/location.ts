import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type LedgerLocation = { readonly file: string } | { readonly url: string };

/** Which ledger is meant: the file that is named, else KEYTURN_DATABASE_URL, else the user's own file. */
export function ledgerLocation(file: string | null, env: NodeJS.ProcessEnv = process.env): LedgerLocation {
  if (file !== null) return { file: resolve(file) };
  const url = env['KEYTURN_DATABASE_URL'] ?? '';
  return url === '' ? { file: join(stateFolder(env), 'keyturn', 'ledger.db') } : { url };
}

/** Where programs keep what must outlast a restart: XDG's folder, or its like. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['XDG_STATE_HOME'] ?? '';
  // The specification says to pass over relative paths.
  if (named !== '' && resolve(named) === named) return named;
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return join(homedir(), '.local', 'state');
}
