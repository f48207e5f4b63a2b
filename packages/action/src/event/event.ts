/** What an event is about, whatever its name: which commits it brings, on top of what, and whom it may trust. */
import { KeyturnError, printable } from '@keyturn/scanner';
import type { Runner } from '../runner.ts';
import { mergeGroupPayload, pullRequestPayload, pushPayload, repositoryPayload } from './payload.ts';

/** Commits that are reachable from `head` and not from `base`. */
export interface Brought {
  readonly head: string;
  /** A ref of the repository that holds `head`: what serves a fork's commits. */
  readonly headRef: string | null;
  /** Null where the event names none: what the default branch lacks, or everything if it is that branch. */
  readonly base: string | null;
  /** Null where GitHub does not say. */
  readonly expected: number | null;
}

export interface Event {
  /** For the first line: `pull request #12`. */
  readonly label: string;
  /** Null where nothing is brought: a schedule, a start by hand; `deleted` where a ref went away. */
  readonly brought: Brought | 'deleted' | null;
  /** The base decides over configuration and suppressions. */
  readonly isProposal: boolean;
  readonly pullRequest: number | null;
  /** What the check run and the SARIF belong to. */
  readonly sha: string;
  readonly ref: string;
  readonly isFork: boolean;
  /** False where it is not known. */
  readonly isPrivate: boolean;
  readonly defaultBranch: string | null;
}

const PULL_REQUESTS = ['pull_request', 'pull_request_target'];
const NO_COMMITS = ['schedule', 'workflow_dispatch'];
const isZero = (sha: string): boolean => /^0+$/.test(sha);

/**
 * @param needsCommits whether what the event brings is what will be scanned
 * @throws KeyturnError `usage` for an event that brings no commits, or whose payload is not GitHub's
 */
export function readEvent({ eventName, payload, sha, ref }: Runner, needsCommits: boolean): Event {
  const { repository } = repositoryPayload.parse(payload ?? {});
  const common = {
    sha,
    ref,
    pullRequest: null,
    isFork: false,
    isProposal: false,
    isPrivate: repository?.private === true && repository.visibility !== 'public',
    defaultBranch: repository?.default_branch ?? null,
  };
  if (PULL_REQUESTS.includes(eventName)) {
    const { pull_request: request, action } = parsed(pullRequestPayload, payload, eventName);
    return {
      ...common,
      label: `pull request #${request.number}`,
      brought: {
        head: request.head.sha,
        headRef: `refs/pull/${request.number}/head`,
        base: request.base.sha,
        // A base that the pull request was merged into counts otherwise.
        expected: action === 'closed' ? null : (request.commits ?? null),
      },
      isProposal: true,
      pullRequest: request.number,
      sha: request.head.sha,
      ref: `refs/pull/${request.number}/head`,
      // A fork that is gone is a fork.
      isFork: request.head.repo === null || request.head.repo.full_name !== request.base.repo.full_name,
    };
  }
  if (eventName === 'merge_group') {
    const { merge_group: group } = parsed(mergeGroupPayload, payload, eventName);
    return {
      ...common,
      label: 'merge group',
      brought: { head: group.head_sha, headRef: group.head_ref, base: group.base_sha, expected: null },
      isProposal: true,
      sha: group.head_sha,
    };
  }
  if (eventName === 'push') {
    const push = parsed(pushPayload, payload, eventName);
    const brought = isZero(push.after)
      ? 'deleted'
      : { head: push.after, headRef: push.ref, base: isZero(push.before) ? null : push.before, expected: null };
    return { ...common, label: `push to ${push.ref.replace(/^refs\/(?:heads|tags)\//, '')}`, brought };
  }
  if (needsCommits && !NO_COMMITS.includes(eventName)) {
    throw new KeyturnError(
      'usage',
      `The event ${printable(eventName)} brings no commits. Run on ${[...PULL_REQUESTS, 'push', 'merge_group', ...NO_COMMITS].join(', ')}, or set scan to tree or history.`,
    );
  }
  return { ...common, label: eventName, brought: null };
}

function parsed<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  payload: unknown,
  eventName: string,
): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  throw new KeyturnError('usage', `The payload of the event ${printable(eventName)} lacks what GitHub sends with it.`);
}
