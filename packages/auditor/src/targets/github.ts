/** Repositories of organisations and users at GitHub, by Octokit. Loaded where a target names one. */
import type { GitHubTarget } from '@keyturn/config';
import { compileGlob, KeyturnError } from '@keyturn/scanner';
import type { GitHub } from '../github/client.ts';
import type { Repository, Visibility } from './repository.ts';
import { nameOfUrl } from './parse-target.ts';

const PER_PAGE = 100;

/** What of GitHub's answer counts. */
interface Listed {
  readonly full_name: string;
  readonly name: string;
  readonly private?: boolean;
  readonly visibility?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly fork: boolean;
  readonly clone_url?: string | undefined;
  readonly html_url: string;
}

/** @throws KeyturnError `source` where the account can't be read */
export async function listAccount(
  { octokit, told }: GitHub,
  account: string,
  isUser: boolean,
  which: GitHubTarget,
): Promise<Repository[]> {
  const list = await told(`${isUser ? 'user' : 'organisation'} ${account}`, async (): Promise<readonly Listed[]> => {
    if (!isUser) {
      return octokit.paginate(octokit.rest.repos.listForOrg, { org: account, type: 'all', per_page: PER_PAGE });
    }
    // Only to its own user does GitHub tell of private repositories.
    const self = await octokit.rest.users.getAuthenticated().catch(() => null);
    return self?.data.login.toLowerCase() === account.toLowerCase()
      ? octokit.paginate(octokit.rest.repos.listForAuthenticatedUser, { affiliation: 'owner', per_page: PER_PAGE })
      : octokit.paginate(octokit.rest.repos.listForUser, { username: account, type: 'owner', per_page: PER_PAGE });
  });
  return list
    .filter(selects(which))
    .map(repositoryOf)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws KeyturnError `source` where it can't be read */
export async function getRepository({ octokit, told }: GitHub, owner: string, repo: string): Promise<Repository> {
  return repositoryOf(
    await told(`repository ${owner}/${repo}`, async () => (await octokit.rest.repos.get({ owner, repo })).data),
  );
}

/** Whether a repository counts. @throws KeyturnError `config` for a pattern that is none */
export function selects({
  include,
  exclude,
  archived,
  forks,
  visibility,
}: GitHubTarget): (repository: Listed) => boolean {
  const compile = (pattern: string): ((name: string) => boolean) => {
    try {
      return compileGlob(pattern);
    } catch (error) {
      throw new KeyturnError('config', `The pattern ${JSON.stringify(pattern)} of a target is none.`, { cause: error });
    }
  };
  const included = include.map(compile);
  const excluded = exclude.map(compile);
  const fits = (patterns: readonly ((name: string) => boolean)[], { name, full_name: full }: Listed): boolean =>
    patterns.some((pattern) => pattern(name) || pattern(full));
  return (one) =>
    (archived || one.archived !== true) &&
    (forks || !one.fork) &&
    (visibility === 'all' || (visibility === 'public') === (visibilityOf(one) === 'public')) &&
    (included.length === 0 || fits(included, one)) &&
    !fits(excluded, one);
}

function visibilityOf({ visibility, private: isPrivate }: Listed): Visibility {
  if (visibility === 'public' || visibility === 'private' || visibility === 'internal') return visibility;
  return isPrivate === undefined ? 'unknown' : isPrivate ? 'private' : 'public';
}

function repositoryOf(one: Listed): Repository {
  const url = one.clone_url ?? `${one.html_url}.git`;
  return { name: nameOfUrl(url), place: { url }, visibility: visibilityOf(one), github: one.full_name };
}
