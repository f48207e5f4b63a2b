/**
 * Gets a key's value from where it is kept. A locator may run a program or read a file, so it counts only from an inventory
 * that the user named; a program is run as it is written, without a shell.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { githubSecret } from './github-secret.ts';

const run = promisify(execFile);
const PATIENCE_MS = 30_000;
const MOST_BYTES = 65_536;

export type Located = { readonly value: string } | { readonly reason: string };

/** @param inventory the file that holds the locator: paths are relative to its folder */
export async function locate(locator: string, inventory: string): Promise<Located> {
  const at = locator.indexOf(':');
  const rest = locator.slice(at + 1);
  switch (locator.slice(0, at)) {
    case 'env':
      return valueOf(process.env[rest], `${locator} is not set.`);
    case 'file':
      return fromFile(rest, inventory);
    case 'github':
      return { reason: await githubSecret(rest) };
    default:
      return fromCommand(rest, inventory);
  }
}

function valueOf(value: string | undefined, reason: string): Located {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? { reason } : { value: trimmed };
}

function fromFile(rest: string, inventory: string): Located {
  const hash = rest.lastIndexOf('#');
  const path = hash === -1 ? rest : rest.slice(0, hash);
  try {
    const text = readFileSync(resolve(dirname(inventory), path), 'utf8');
    if (hash === -1) return valueOf(text, `file:${path} is empty.`);
    const name = rest.slice(hash + 1);
    return valueOf(parseEnv(text)[name], `file:${path} sets no ${name}.`);
  } catch (error) {
    return { reason: `file:${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).` };
  }
}

/** What the program says goes nowhere but into the value: its errors may hold a key. */
async function fromCommand(rest: string, inventory: string): Promise<Located> {
  const [program = '', ...args] = rest.trim().split(/\s+/);
  try {
    const { stdout } = await run(program, args, {
      cwd: dirname(resolve(inventory)),
      timeout: PATIENCE_MS,
      maxBuffer: MOST_BYTES,
      windowsHide: true,
    });
    return valueOf(stdout, `${program} printed nothing.`);
  } catch (error) {
    const { code, killed } = error as { code?: string | number; killed?: boolean };
    const why =
      killed === true ? 'took too long' : code === 'ENOENT' ? 'is not there' : `failed (${code ?? 'unknown'})`;
    return { reason: `${program} ${why}.` };
  }
}
