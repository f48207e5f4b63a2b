/** What the commands on keys share: where the inventory is, and what can be a key. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { providers } from '@keyturn/providers';
import { isPlaceholder, KeyturnError, Secret } from '@keyturn/scanner';

/** The value as a secret, if it can be a key of the provider's. @throws KeyturnError `usage` */
export function secretOf(id: string, value: string): Secret {
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined) {
    throw new KeyturnError('usage', `There is no provider ${id}. Known: ${providers.map((one) => one.id).join(', ')}.`);
  }
  const trimmed = value.trim();
  const shape = provider.shapes.find(({ prefix }) => trimmed.startsWith(prefix));
  const tail = trimmed.slice(shape?.prefix.length ?? 0);
  if (
    trimmed === '' ||
    (shape === undefined && provider.shapes.length > 0) ||
    !/^[\x21-\x7E]+$/.test(trimmed) ||
    isPlaceholder(tail)
  ) {
    throw new KeyturnError('usage', `That is no key of ${provider.name}’s. Nothing was written down.`);
  }
  return new Secret(trimmed, shape?.prefix.length ?? 0);
}

/** The file that was named, else the user's own. */
export function inventoryFile(named: string | undefined): string {
  if (named !== undefined) return named;
  const state = process.env['XDG_STATE_HOME'];
  return join(state === undefined || state === '' ? join(homedir(), '.local', 'state') : state, 'keyturn', 'keys.yaml');
}
