/** GitHub with patience: what it asks to wait for is waited for, and what it refuses becomes a sentence. */
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { KeyturnError } from '@keyturn/scanner';
import { EnvHttpProxyAgent, fetch } from 'undici';

/** Times that a request is sent again, and seconds that one waits at most: a rate limit lasts an hour. */
const RETRIES = 3;
const LONGEST_WAIT = 3700;

export interface GitHub {
  readonly octokit: Octokit;
  /** Runs requests; what GitHub refuses is told as a failure to read `what`. @throws KeyturnError `source` */
  readonly told: <T>(what: string, ask: () => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** By GITHUB_TOKEN and GITHUB_API_URL; proxies as everywhere. */
export function openGitHub(env: NodeJS.ProcessEnv, tool: string): GitHub {
  const dispatcher = new EnvHttpProxyAgent();
  const token = env['GITHUB_TOKEN'] ?? '';
  const baseUrl = (env['GITHUB_API_URL'] ?? '').replace(/\/+$/, '');
  const mayRetry = (retryAfter: number, _: unknown, __: unknown, count: number): boolean =>
    count < RETRIES && retryAfter <= LONGEST_WAIT;
  const silent = (): void => undefined;
  const octokit = new (Octokit.plugin(throttling, retry))({
    ...(token !== '' && { auth: token }),
    ...(baseUrl !== '' && { baseUrl }),
    userAgent: tool.replace(' ', '/'),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: { onRateLimit: mayRetry, onSecondaryRateLimit: mayRetry },
    retry: { retries: RETRIES },
    request: { fetch: async (url: string, init: object) => fetch(url, { ...init, dispatcher }) },
  });
  return {
    octokit,
    told: async (what, ask) => {
      try {
        return await ask();
      } catch (error) {
        // What is no answer of GitHub's is none of its failures.
        if (error instanceof KeyturnError || (error as Error).name !== 'HttpError') throw error;
        throw refusal(what, error, token !== '');
      }
    },
    close: () => dispatcher.close(),
  };
}

function refusal(what: string, error: unknown, hasToken: boolean): KeyturnError {
  const { status, code } = error as { status?: number; code?: string };
  const advice =
    status === 401
      ? 'GITHUB_TOKEN is not valid.'
      : status === 403 || status === 429
        ? 'The token may not read it, or its rate limit is used up.'
        : status === 404
          ? `It is not there, or ${hasToken ? 'the token may not see it' : 'it is private: set GITHUB_TOKEN'}.`
          : 'Try again later.';
  return new KeyturnError('source', `GitHub refused: ${what} (${status ?? code ?? 'no answer'}). ${advice}`, {
    cause: error,
  });
}
