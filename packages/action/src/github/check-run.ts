/** A check run with the summary, and annotations in GitHub's portions. */
import type { Octokit } from '@octokit/rest';
import type { Annotation } from '../outcome/annotations.ts';

/** GitHub takes so many annotations a request. */
const PER_REQUEST = 50;
/** Requests with annotations: whoever has more of them reads the report. */
const MOST_REQUESTS = 4;
export const CHECK_RUN_BYTES = 60_000;

const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

export async function writeCheckRun(
  client: Octokit,
  { owner, repo, head_sha }: { readonly owner: string; readonly repo: string; readonly head_sha: string },
  outcome: {
    readonly conclusion: 'success' | 'failure';
    readonly title: string;
    readonly summary: string;
    readonly annotations: readonly Annotation[];
  },
): Promise<void> {
  const { conclusion, title, summary } = outcome;
  const all = outcome.annotations.flatMap(({ level, title: heading, message, place }) => {
    if (place === null) return [];
    return [
      {
        path: place.file,
        start_line: place.line,
        end_line: place.endLine,
        ...(place.col !== undefined && { start_column: place.col }),
        ...(place.endColumn !== undefined && { end_column: place.endColumn }),
        annotation_level: LEVELS[level],
        title: heading.slice(0, 255),
        message,
      },
    ];
  });
  const { data } = await client.rest.checks.create({
    owner,
    repo,
    head_sha,
    name: 'Keyturn',
    status: 'completed',
    conclusion,
    output: { title, summary, annotations: all.slice(0, PER_REQUEST) },
  });
  for (let at = PER_REQUEST; at < Math.min(all.length, PER_REQUEST * MOST_REQUESTS); at += PER_REQUEST) {
    const annotations = all.slice(at, at + PER_REQUEST);
    await client.rest.checks.update({ owner, repo, check_run_id: data.id, output: { title, summary, annotations } });
  }
}
