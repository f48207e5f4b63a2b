import { git, put } from '../../../scanner/test/scratch.ts';

/** @returns the commit */
export function writeCommit(folder: string, files: Readonly<Record<string, string>>): string {
  put(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'change');
  return git(folder, 'rev-parse', 'HEAD');
}
