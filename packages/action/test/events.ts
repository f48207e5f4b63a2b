/** Payloads as GitHub sends them, cut to what matters here. */
export interface EventOfJob {
  readonly eventName: string;
  readonly event: object;
  readonly sha: string;
  readonly ref: string;
}

const ZERO = '0'.repeat(40);

export function pullRequest(
  base: string,
  head: string,
  {
    commits,
    fork = false,
    isPrivate = true,
    action = 'synchronize',
    target = false,
  }: {
    readonly commits: number;
    readonly fork?: boolean;
    readonly isPrivate?: boolean;
    readonly action?: string;
    readonly target?: boolean;
  },
): EventOfJob {
  const repo = { full_name: 'octo/app' };
  const pull = {
    number: 7,
    commits,
    head: { ref: 'topic', sha: head, repo: fork ? { full_name: 'stranger/app' } : repo },
    base: { ref: 'main', sha: base, repo },
  };
  return {
    eventName: target ? 'pull_request_target' : 'pull_request',
    event: { action, number: 7, pull_request: pull, repository: repositoryOf(isPrivate) },
    sha: head,
    ref: 'refs/pull/7/merge',
  };
}

/** @param before null: the branch is new. @param after null: it is deleted */
export function push(before: string | null, after: string | null, branch: string): EventOfJob {
  return {
    eventName: 'push',
    event: {
      ref: `refs/heads/${branch}`,
      before: before ?? ZERO,
      after: after ?? ZERO,
      repository: repositoryOf(true),
    },
    sha: after ?? ZERO,
    ref: `refs/heads/${branch}`,
  };
}

function repositoryOf(isPrivate: boolean): object {
  return {
    full_name: 'octo/app',
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    default_branch: 'main',
  };
}
