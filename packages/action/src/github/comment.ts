/** The one comment on a pull request: made when there is something to say, and kept up to date from then on. */
import type { Octokit } from '@octokit/rest';

export interface CommentPlace {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

/** GitHub takes 65,536 characters. */
export const COMMENT_BYTES = 60_000;

/** Tells our comment from others; the path, because a monorepo may have one for each part. */
export function commentMark(path: string): string {
  return `<!-- keyturn:${Buffer.from(path).toString('base64url')} -->`;
}

/** @param isClean a first comment is written only when there is something to report */
export async function keepComment(
  client: Octokit,
  place: CommentPlace,
  { body, mark, isClean }: { readonly body: string; readonly mark: string; readonly isClean: boolean },
): Promise<void> {
  const text = `${mark}\n${body}`;
  const found = await ours(client, place, mark);
  if (found === null) {
    if (!isClean) await client.rest.issues.createComment({ ...place, body: text });
    return;
  }
  if (found.body === text) return;
  const { owner, repo } = place;
  try {
    await client.rest.issues.updateComment({ owner, repo, comment_id: found.id, body: text });
  } catch (error) {
    // Somebody deleted it meanwhile.
    if ((error as { status?: number }).status !== 404 || isClean) throw error;
    await client.rest.issues.createComment({ ...place, body: text });
  }
}

/**
 * Written by an app, as the workflow's token is, or by the very user whose token this is: a stranger's comment with our mark is theirs to
 * edit.
 */
async function ours(client: Octokit, place: CommentPlace, mark: string): Promise<{ id: number; body: string } | null> {
  const pages = client.paginate.iterator(client.rest.issues.listComments, { ...place, per_page: 100 });
  let me: Promise<number | null> | undefined;
  for await (const { data } of pages) {
    for (const { id, body, user } of data) {
      if (body?.startsWith(mark) !== true) continue;
      if (user?.type !== 'Bot') {
        me ??= ownId(client);
        if (user?.id !== (await me)) continue;
      }
      return { id, body };
    }
  }
  return null;
}

/** Null for a token that is no person's, as the workflow's. */
async function ownId(client: Octokit): Promise<number | null> {
  try {
    return (await client.rest.users.getAuthenticated()).data.id;
  } catch {
    return null;
  }
}
