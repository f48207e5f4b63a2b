/** Repositories with a branch of many commits, made in one go. */
import { execFileSync } from 'node:child_process';
import { git, scratch } from '../../../scanner/test/scratch.ts';

export interface LongBranch {
  readonly folder: string;
  readonly base: string;
  readonly head: string;
}

/**
 * A bare repository `octo/app` with `main`, and so many commits on top of it that are held by a pull request's ref alone, as a fork's are.
 *
 * @param fileAt the file `at.ts` as the nth commit has it, from 1; null: it does not touch it
 */
export function longBranch(commits: number, fileAt: (number: number) => string | null): LongBranch {
  const folder = scratch();
  const path = `${folder}/octo/app`;
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', path]);
  const lines: string[] = [];
  const commit = (ref: string, mark: number, from: number | null, files: Readonly<Record<string, string>>): void => {
    lines.push(`commit ${ref}`, `mark :${mark}`, `committer A <a@x> ${1_700_000_000 + mark} +0000`, 'data 1', 'c');
    if (from !== null) lines.push(`from :${from}`);
    for (const [name, text] of Object.entries(files)) {
      lines.push(`M 100644 inline ${name}`, `data ${Buffer.byteLength(text)}`, text);
    }
  };
  for (let old = 1; old <= 5; old++) {
    commit('refs/heads/main', old, old === 1 ? null : old - 1, { 'old.ts': `${old}\n` });
  }
  for (let number = 1; number <= commits; number++) {
    const text = fileAt(number);
    const files = { 'count.ts': `${number}\n`, ...(text !== null && { 'at.ts': text }) };
    commit('refs/pull/7/head', number + 5, number + 4, files);
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: path, input: `${lines.join('\n')}\n` });
  return { folder, base: git(path, 'rev-parse', 'main'), head: git(path, 'rev-parse', 'refs/pull/7/head') };
}

/** What actions/checkout leaves without `fetch-depth`: the one commit, and no branch. */
export function shallowCheckout({ folder }: LongBranch, ref: string): string {
  const workspace = scratch();
  git(workspace, 'init', '-q');
  git(workspace, 'fetch', '-q', '--depth=1', `file://${folder}/octo/app`, ref);
  git(workspace, 'checkout', '-q', '--detach', 'FETCH_HEAD');
  return workspace;
}
