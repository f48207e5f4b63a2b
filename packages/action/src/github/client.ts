/** Octokit with patience: what GitHub asks to wait for is waited for, within reason. */
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { version } from '../version.ts';

/** Times that a request is sent again, and seconds that one waits at most: a check that takes long holds up a merge. */
const RETRIES = 2;
const LONGEST_WAIT = 60;

/** Proxies as everywhere: HTTPS_PROXY, NO_PROXY. @param apiUrl GITHUB_API_URL, also of an Enterprise server */
export function createClient(apiUrl: string, token: string): Octokit {
  const dispatcher = new EnvHttpProxyAgent();
  const mayRetry = (retryAfter: number, _: unknown, __: unknown, count: number): boolean =>
    count < RETRIES && retryAfter <= LONGEST_WAIT;
  const silent = (): void => undefined;
  return new (Octokit.plugin(throttling, retry))({
    auth: token,
    baseUrl: apiUrl,
    userAgent: `keyturn-action/${version}`,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: { onRateLimit: mayRetry, onSecondaryRateLimit: mayRetry },
    retry: { retries: RETRIES },
    request: {
      fetch: async (url: string, init: object) => fetch(url, { ...init, dispatcher }),
    },
  });
}
