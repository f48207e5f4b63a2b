import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_NAME, initTemplate } from '@keyturn/config';
import { rootOf } from '@keyturn/config/find';
import { KeyturnError } from '@keyturn/scanner';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';

/** Writes a commented configuration into the repository's root. @throws KeyturnError `usage` where there is one */
export function init(): number {
  const file = join(rootOf([]), CONFIG_NAME);
  if (existsSync(file)) throw new KeyturnError('usage', `${file} is there already. Edit it, or take it away first.`);
  writeFileSync(file, initTemplate, { flag: 'wx' });
  complain(`${file} is written: all that can be said stands in it, as comments.`);
  return ExitCode.clean;
}
