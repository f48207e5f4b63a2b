/** Fetches what a checkout left out, with the workflow's token, into objects alone: no ref moves, no file changes. */
import { KeyturnError } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';
import type { Runner } from '../runner.ts';

export class Remote {
  readonly #cwd: string;
  readonly #url: string;
  readonly #env: Readonly<Record<string, string>>;

  /** @param token empty: with what the checkout left in the repository's configuration, or with nothing */
  constructor(cwd: string, { serverUrl, repository }: Pick<Runner, 'serverUrl' | 'repository'>, token: string) {
    this.#cwd = cwd;
    this.#url = `${serverUrl}/${repository}`;
    this.#env = {
      GIT_ALLOW_PROTOCOL: new URL(serverUrl).protocol.replace(':', ''),
      ...(token !== '' && credentials(serverUrl, token)),
    };
  }

  /**
   * @param flags how deep
   * @param names commits and refs
   * @returns whether all of them came
   */
  async fetch(flags: readonly string[], names: readonly string[]): Promise<boolean> {
    const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance'];
    try {
      await runGit(['fetch', ...quiet, ...flags, '--', this.#url, ...names], { cwd: this.#cwd, env: this.#env });
      return true;
    } catch (error) {
      if (error instanceof KeyturnError) return false;
      throw error;
    }
  }
}

/**
 * By the environment, where no list of processes shows it. The empty header takes away the one that the checkout left:
 * GitHub refuses two.
 */
function credentials(serverUrl: string, token: string): Record<string, string> {
  const before = Number(process.env['GIT_CONFIG_COUNT'] ?? 0);
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const key = `http.${serverUrl}/.extraheader`;
  return {
    GIT_CONFIG_COUNT: String(before + 2),
    [`GIT_CONFIG_KEY_${before}`]: key,
    [`GIT_CONFIG_VALUE_${before}`]: '',
    [`GIT_CONFIG_KEY_${before + 1}`]: key,
    [`GIT_CONFIG_VALUE_${before + 1}`]: `AUTHORIZATION: basic ${basic}`,
  };
}
