/** What the runner tells by its environment. https://docs.github.com/actions/reference/workflows-and-actions/variables */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { KeyturnError } from '@keyturn/scanner';

export interface Runner {
  readonly eventName: string;
  readonly payload: unknown;
  /** `owner/name`. */
  readonly repository: string;
  /** What was checked out, unless the workflow says otherwise. */
  readonly sha: string;
  readonly ref: string;
  readonly workspace: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly temp: string;
  /** Null outside a runner that has them. */
  readonly outputFile: string | null;
  readonly summaryFile: string | null;
}

/** @throws KeyturnError `usage` where it is no runner's environment */
export function readRunner(env: NodeJS.ProcessEnv): Runner {
  const need = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') {
      throw new KeyturnError('usage', `${name} is not set: this runs as a step of a GitHub workflow.`);
    }
    return value;
  };
  const file = need('GITHUB_EVENT_PATH');
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new KeyturnError('usage', 'The event (GITHUB_EVENT_PATH) cannot be read.', { cause: error });
  }
  return {
    eventName: need('GITHUB_EVENT_NAME'),
    payload,
    repository: need('GITHUB_REPOSITORY'),
    sha: env['GITHUB_SHA'] ?? '',
    ref: env['GITHUB_REF'] ?? '',
    workspace: need('GITHUB_WORKSPACE'),
    serverUrl: (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, ''),
    apiUrl: (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, ''),
    temp: env['RUNNER_TEMP'] ?? tmpdir(),
    outputFile: env['GITHUB_OUTPUT'] ?? null,
    summaryFile: env['GITHUB_STEP_SUMMARY'] ?? null,
  };
}
