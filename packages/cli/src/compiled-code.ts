/**
 * V8's compiled code of a chunk, in a file of its own beside it: V8 copies what does not begin where a buffer begins. Whoever
 * may write there may write the chunks themselves. It is worth milliseconds and nothing else: whatever is wrong with it, the
 * chunk is compiled.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Script } from 'node:vm';

/** Undefined where there is none, or nothing in it, as after a loss of power. V8 says whether it is whole. */
export function readCompiled(file: string): Buffer | undefined {
  try {
    const code = readFileSync(file);
    return code.length === 0 ? undefined : code;
  } catch {
    return undefined;
  }
}

/** Writes a chunk's code, whole or not at all. Where nothing can be written, nothing is said: it is no part of a result. */
export function writeCompiled(file: string, script: Script): void {
  // Threads of one process write at the same time.
  const temporary = `${file}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
