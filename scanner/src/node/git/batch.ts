/** Objects as git itself reads them (`git cat-file --batch`): slower, and for whatever is unusual. */
import { KeyturnError } from '../../errors.ts';
import { startGit } from './run-git.ts';
import type { GitProcess } from './run-git.ts';
import type { ObjectKind } from './objects.ts';

/** An object as it comes from git. Its content comes in chunks; whoever does not want it lets it pass. */
export interface BatchObject {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly size: number;
  /** Must be read to its end, or not at all. */
  readonly chunks: () => AsyncGenerator<Buffer, void, void>;
}

export interface MissingObject {
  readonly id: string;
  readonly kind: 'missing';
}

const LINE_FEED = 0x0a;
const LONGEST_LINE = 4096;

/**
 * Asks git for objects.
 *
 * @param ids which, or null for every object there is
 * @throws KeyturnError `source` where git fails, which it does at an object that is broken: those before it have come
 */
export async function* catFile(
  ids: readonly string[] | null,
  cwd: string,
  signal?: AbortSignal,
): AsyncGenerator<BatchObject | MissingObject, void, void> {
  for (let left = ids; ;) {
    let done = 0;
    try {
      for await (const object of catOnce(left, cwd, signal)) {
        done++;
        yield object;
      }
      return;
    } catch (error) {
      // Older versions of git end at what a promisor has, since they are not allowed to fetch it: it is missing, here.
      const id = left?.[done];
      if (id === undefined || !(error instanceof KeyturnError) || !/could not fetch/.test(error.message)) throw error;
      yield { id, kind: 'missing' };
      left = left?.slice(done + 1) ?? null;
      if (left?.length === 0) return;
    }
  }
}

async function* catOnce(
  ids: readonly string[] | null,
  cwd: string,
  signal?: AbortSignal,
): AsyncGenerator<BatchObject | MissingObject, void, void> {
  const all = ids === null ? ['--batch-all-objects', '--unordered'] : [];
  const git: GitProcess = startGit(['cat-file', ...all, '--batch', '--buffer'], { cwd, signal });
  git.child.stdin.end(ids === null ? '' : `${ids.join('\n')}\n`);
  const source = git.child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  let isComplete = false;
  try {
    for (;;) {
      let end = rest.indexOf(LINE_FEED);
      while (end < 0 && rest.length < LONGEST_LINE && (await more())) end = rest.indexOf(LINE_FEED);
      if (end < 0) break;
      const [id = '', kind = '', length = ''] = rest.toString('latin1', 0, end).split(' ');
      rest = rest.subarray(end + 1);
      if (kind === 'missing' || length === '') {
        yield { id, kind: 'missing' };
        continue;
      }
      const size = Number(length);
      let left = size;
      async function* chunks(): AsyncGenerator<Buffer, void, void> {
        while (left > 0) {
          if (rest.length === 0 && !(await more())) break;
          const chunk = rest.subarray(0, left);
          rest = rest.subarray(chunk.length);
          left -= chunk.length;
          yield chunk;
        }
      }
      yield { id, kind: kind as ObjectKind, size, chunks };
      for await (const _ of chunks());
      if (left > 0) break;
      while (rest.length === 0 && (await more()));
      rest = rest.subarray(1);
    }
    isComplete = true;
  } finally {
    if (!isComplete) git.child.kill();
  }
  await git.done;
}
