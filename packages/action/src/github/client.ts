/** Octokit with patience: what GitHub asks to wait for is waited for, within reason. */
import { randomUUID } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { version } from '../version.ts';
import type { proxyFetch } from './proxy-fetch.ts';

/** Times that a request is sent again, and seconds that one waits at most: a check that takes long holds up a merge. */
const RETRIES = 2;
const LONGEST_WAIT = 60;
/** Answers that stay as they are, or that say themselves when to come again. */
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];

/**
 * Proxies as everywhere: HTTPS_PROXY, NO_PROXY.
 *
 * @param apiUrl GITHUB_API_URL, also of an Enterprise server
 * @param second milliseconds; a test's are shorter
 */
export function createClient(apiUrl: string, token: string, second = 1000): Octokit {
  const fetch = fetchOf(process.env);
  const mayRetry = (retryAfter: number, _: unknown, __: unknown, count: number): boolean =>
    count < RETRIES && retryAfter <= LONGEST_WAIT;
  const silent = (): void => undefined;
  return new (Octokit.plugin(throttling, heedRetryAfter, retry))({
    auth: token,
    baseUrl: apiUrl,
    userAgent: `keyturn-action/${version}`,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: {
      // Each client keeps its own pace.
      id: randomUUID(),
      onRateLimit: mayRetry,
      onSecondaryRateLimit: mayRetry,
      retryAfterBaseValue: second,
    },
    retry: { retries: RETRIES, retryAfterBaseValue: second, doNotRetry: FINAL },
    ...(fetch !== null && { request: { fetch } }),
  });
}

type Fetch = ReturnType<typeof proxyFetch>;

/** What goes by the environment's proxies; null where there are none: then Node's own does, and a third of a megabyte is not loaded. */
function fetchOf(env: NodeJS.ProcessEnv): Fetch | null {
  const hasProxy = ['http_proxy', 'https_proxy'].some((name) => env[name] || env[name.toUpperCase()]);
  if (!hasProxy) return null;
  let loaded: Promise<Fetch> | undefined;
  return async (url, init) => {
    loaded ??= import('./proxy-fetch.ts').then((module) => module.proxyFetch());
    return (await loaded)(url, init);
  };
}

interface Refused {
  readonly status?: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
  readonly request: { request?: object };
}

/** A 429 that is neither of GitHub's two limits, as a proxy's: the throttle passes it over, and the retries know no Retry-After. */
function heedRetryAfter({ hook }: Pick<Octokit, 'hook'>): void {
  hook.error('request', (error) => {
    const { status, response, request } = error as unknown as Refused;
    const retryAfter = Number(response?.headers['retry-after'] ?? Number.NaN);
    if (status === 429 && retryAfter <= LONGEST_WAIT) {
      request.request = { ...request.request, retries: RETRIES, retryAfter };
    }
    throw error;
  });
}
