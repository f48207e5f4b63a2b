import { runGit } from './run-git.ts';

/**
 * The first of several files that the default branch of a repository holds, bare or not, as text.
 *
 * @param places paths from the repository's top
 * @param largest in bytes; a larger file counts as none
 * @throws KeyturnError `source` where git fails
 */
export async function readAtHead(cwd: string, places: readonly string[], largest: number): Promise<string | null> {
  // A blob's size is not trusted before it is known; all places are asked for at once.
  const input = places.map((place) => `HEAD:${place}\n`).join('');
  const answer = await runGit(['cat-file', '--batch-check=%(objecttype) %(objectsize) %(objectname)'], { cwd, input });
  for (const line of answer.toString('utf8').split('\n')) {
    const [type, size, id = ''] = line.split(' ');
    if (type === 'blob' && Number(size) <= largest) {
      return (await runGit(['cat-file', 'blob', id], { cwd })).toString('utf8');
    }
  }
  return null;
}
