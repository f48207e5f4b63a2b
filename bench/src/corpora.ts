import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where generated corpora are kept: `BENCH_CORPORA`, else the user's cache folder. Outside any checkout, because a scanner
 * that knows git leaves out what git ignores.
 */
export function corporaFolder(): string {
  const { BENCH_CORPORA: chosen, XDG_CACHE_HOME: cache, LOCALAPPDATA: local } = process.env;
  return chosen ?? join(cache ?? local ?? join(homedir(), '.cache'), 'keyturn-bench');
}

/** A corpus on the disk and what is known of it. */
export interface Corpus<Facts> {
  readonly path: string;
  readonly facts: Facts;
}

/**
 * A corpus by name: the one on the disk if it was made with the same parameters, else a new one.
 * @param parameters all that decides the content, as plain JSON
 * @param build makes it below the path, which does not exist yet
 */
export async function ensureCorpus<Facts>(
  name: string,
  parameters: object,
  build: (path: string) => Facts | Promise<Facts>,
): Promise<Corpus<Facts>> {
  const folder = corporaFolder();
  const path = join(folder, name);
  const manifest = `${path}.json`;
  const wanted = JSON.stringify(parameters);
  const known = readManifest(manifest);
  if (known !== null && JSON.stringify(known.parameters) === wanted) {
    return { path, facts: known.facts as Facts };
  }
  mkdirSync(folder, { recursive: true });
  // The manifest goes first and comes last: half a corpus is never taken for a whole one.
  rmSync(manifest, { force: true });
  rmSync(path, { recursive: true, force: true });
  const facts = await build(path);
  writeFileSync(manifest, `${JSON.stringify({ parameters, facts }, null, 2)}\n`);
  return { path, facts };
}

function readManifest(path: string): { parameters: unknown; facts: unknown } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { parameters: unknown; facts: unknown };
  } catch {
    // Not there, or cut short: made anew.
    return null;
  }
}
