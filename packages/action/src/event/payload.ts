/** Of GitHub's payloads, what is read here. https://docs.github.com/webhooks/webhook-events-and-payloads */
import { z } from 'zod';

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const named = z.object({ full_name: z.string() });

export interface RepositoryPayload {
  readonly repository?:
    | {
        readonly private?: boolean | undefined;
        readonly visibility?: string | undefined;
        readonly default_branch?: string | undefined;
      }
    | undefined;
}

export const repositoryPayload: z.ZodType<RepositoryPayload> = z.object({
  repository: z
    .object({
      private: z.boolean().optional(),
      visibility: z.string().optional(),
      default_branch: z.string().optional(),
    })
    .optional()
    .catch(undefined),
});

export interface PullRequestPayload {
  readonly action?: string | undefined;
  readonly pull_request: {
    readonly number: number;
    readonly commits?: number | undefined;
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
    readonly base: { readonly sha: string; readonly repo: { readonly full_name: string } };
  };
}

export const pullRequestPayload: z.ZodType<PullRequestPayload> = z.object({
  action: z.string().optional(),
  pull_request: z.object({
    number: z.int().positive(),
    commits: z.int().nonnegative().optional(),
    head: z.object({ sha, repo: named.nullable() }),
    base: z.object({ sha, repo: named }),
  }),
});

export interface MergeGroupPayload {
  readonly merge_group: { readonly head_sha: string; readonly head_ref: string; readonly base_sha: string };
}

export const mergeGroupPayload: z.ZodType<MergeGroupPayload> = z.object({
  merge_group: z.object({ head_sha: sha, head_ref: z.string(), base_sha: sha }),
});

export interface PushPayload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export const pushPayload: z.ZodType<PushPayload> = z.object({ ref: z.string(), before: sha, after: sha });
