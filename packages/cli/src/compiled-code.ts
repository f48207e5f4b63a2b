/**
 * V8's compiled code of chunks, beside them in one file: a line of JSON with names and lengths, then the code. Whoever may
 * write there may write the chunks themselves. It is worth milliseconds and nothing else: whatever is wrong with it, the
 * chunks are compiled.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Script } from 'node:vm';

const LINE_FEED = 0x0a;

/** The code by chunk; undefined where there is none, or not the whole of it. */
export function readCompiled(file: string): Map<string, Buffer> | undefined {
  try {
    const bytes = readFileSync(file);
    const line = bytes.indexOf(LINE_FEED);
    const parts = JSON.parse(bytes.toString('latin1', 0, line)) as [string, number][];
    const code = new Map<string, Buffer>();
    let at = line + 1;
    for (const [name, length] of parts) {
      code.set(name, bytes.subarray(at, at + length));
      at += length;
    }
    return at === bytes.length ? code : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes the code of chunks, whole or not at all. Where nothing can be written, nothing is said: it is no part of a result.
 *
 * @param others of chunks that were not loaded this time
 */
export function writeCompiled(
  file: string,
  scripts: ReadonlyMap<string, Script>,
  others: ReadonlyMap<string, Buffer> = new Map(),
): void {
  const kept = [...others].filter(([name]) => !scripts.has(name)).map(([name, code]) => ({ name, code }));
  const parts = [...kept, ...[...scripts].map(([name, script]) => ({ name, code: script.createCachedData() }))];
  const line = JSON.stringify(parts.map(({ name, code }) => [name, code.length]));
  // Threads of one process write at the same time.
  const temporary = `${file}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${line}\n`), ...parts.map(({ code }) => code)]));
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
