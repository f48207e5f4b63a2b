import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** writer.ts as a file that Node runs, where it finds the native module. @returns its path */
export async function bundledWriter(): Promise<string> {
  const folder = fileURLToPath(new URL('../dist/test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}writer-${process.pid}.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL('writer.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@keyturn/source'],
    external: ['libsql', 'pg', 'kysely'],
    logLevel: 'error',
  });
  execFileSync(process.execPath, ['--check', outfile]);
  return outfile;
}
