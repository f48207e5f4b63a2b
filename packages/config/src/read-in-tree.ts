import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { KeyturnError } from '@keyturn/scanner';

const MOST_BYTES = 64_000_000;

/**
 * The text of a file that a scanned tree names: its configuration, its baseline, its TOML. A link that leads out of the tree
 * is not followed, and nothing but an ordinary file is opened.
 *
 * @param path relative to the root
 * @returns undefined where there is none
 * @throws KeyturnError `config` where it leads outside, or cannot be read
 */
export function readInTree(root: string, path: string): string | undefined {
  try {
    const real = realpathSync(join(root, path));
    const inside = relative(realpathSync(root), real);
    if (inside === '' || isAbsolute(inside) || inside.split(/[/\\]/)[0] === '..') {
      throw new KeyturnError('config', `${path} leads out of the tree, so it is not read.`);
    }
    const stat = statSync(real);
    if (!stat.isFile()) throw new KeyturnError('config', `${path} is no file.`);
    if (stat.size > MOST_BYTES) throw new KeyturnError('config', `${path} is larger than such a file can be.`);
    return readFileSync(real, 'utf8');
  } catch (error) {
    if (error instanceof KeyturnError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new KeyturnError('config', `${path} cannot be read (${code}).`, { cause: error });
  }
}
