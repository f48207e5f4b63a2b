/** A GitHub on loopback with repositories and issues; each request and reply is checked against GitHub's own description. */
import { startOpenApi } from '../../action/test/openapi-server.ts';
import type { Call, Json, OpenApiServer, Reply } from '../../action/test/openapi-server.ts';

export interface ListedRepository {
  readonly owner: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly archived?: boolean;
  readonly fork?: boolean;
  /** Where it is cloned from. */
  readonly cloneUrl: string;
}

export interface Issue {
  readonly repository: string;
  readonly number: number;
  title: string;
  body: string;
  state: string;
  readonly comments: string[];
}

export interface GitHubServer extends OpenApiServer {
  readonly repositories: ListedRepository[];
  readonly issues: Issue[];
}

const PER_PAGE_AT_MOST = 2;

export async function startGitHub(token: string, login: string): Promise<GitHubServer> {
  const state: Pick<GitHubServer, 'repositories' | 'issues'> = { repositories: [], issues: [] };
  const server: OpenApiServer = await startOpenApi(new URL('fixtures/github-openapi.json', import.meta.url), (call) => {
    if (call.authorization !== `token ${token}`) return { status: 401, data: { message: 'Bad credentials' } };
    return answer(state, login, call, (id, status) => server.example(id, status));
  });
  return Object.assign(server, state);
}

const missing: Reply = { status: 404, data: { message: 'Not Found' } };

function answer(
  { repositories, issues }: Pick<GitHubServer, 'repositories' | 'issues'>,
  login: string,
  { id, groups, url, body }: Call,
  example: (id: string, status: string) => Json,
): Reply {
  const shownRepository = (made: Json, one: ListedRepository): Json => ({
    // The description's own example lacks what it requires.
    language: null,
    ...made,
    ...(made['source'] !== undefined && { source: { language: null, ...(made['source'] as Json) } }),
    name: one.name,
    full_name: `${one.owner}/${one.name}`,
    private: one.visibility === 'private',
    visibility: one.visibility,
    archived: one.archived ?? false,
    fork: one.fork ?? false,
    clone_url: one.cloneUrl,
  });
  // Small pages, so that all of them have to be asked for.
  const page = (all: readonly Json[]): Reply => {
    const number = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url);
    next.searchParams.set('page', String(number + 1));
    const hasMore = number * PER_PAGE_AT_MOST < all.length;
    return {
      status: 200,
      data: all.slice((number - 1) * PER_PAGE_AT_MOST, number * PER_PAGE_AT_MOST),
      ...(hasMore && { headers: { link: `<${next.href}>; rel="next"` } }),
    };
  };
  const repository = `${groups['owner'] ?? ''}/${groups['repo'] ?? ''}`;
  const listed = repositories.find((one) => `${one.owner}/${one.name}` === repository);
  const issue = issues.find((one) => one.repository === repository && one.number === Number(groups['issue_number']));
  const shownIssue = (one: Issue): Json => ({
    ...example('issues/create', '201'),
    number: one.number,
    title: one.title,
    body: one.body,
    state: one.state,
  });
  switch (id) {
    case 'repos/list-for-org': {
      const own = repositories.filter(({ owner }) => owner === groups['org']);
      return own.length === 0 ? missing : page(own.map((one) => shownRepository(exampleOf(id, example), one)));
    }
    case 'repos/list-for-user':
      return page(
        repositories
          .filter(({ owner, visibility }) => owner === groups['username'] && visibility === 'public')
          .map((one) => shownRepository(exampleOf(id, example), one)),
      );
    case 'repos/list-for-authenticated-user':
      return page(
        repositories.filter(({ owner }) => owner === login).map((one) => shownRepository(exampleOf(id, example), one)),
      );
    case 'users/get-authenticated':
      return { status: 200, data: { ...example(id, '200'), login } };
    case 'repos/get':
      return listed === undefined ? missing : { status: 200, data: shownRepository(example(id, '200'), listed) };
    case 'issues/list-for-repo':
      return page(issues.filter((one) => one.repository === repository).map(shownIssue));
    case 'issues/create': {
      const made: Issue = {
        repository,
        number: issues.length + 1,
        title: String(body['title']),
        body: String(body['body']),
        state: 'open',
        comments: [],
      };
      issues.push(made);
      return { status: 201, data: shownIssue(made) };
    }
    default:
      return issue === undefined ? missing : answerIssue(issue, id, body, shownIssue, example);
  }
}

function answerIssue(
  issue: Issue,
  id: string,
  body: Json,
  shown: (one: Issue) => Json,
  example: (id: string, status: string) => Json,
): Reply {
  if (id === 'issues/update') {
    if (typeof body['body'] === 'string') issue.body = body['body'];
    if (typeof body['state'] === 'string') issue.state = body['state'];
  }
  if (id === 'issues/create-comment') {
    issue.comments.push(String(body['body']));
    return { status: 201, data: { ...example(id, '201'), body: body['body'] } };
  }
  if (id === 'issues/list-comments') {
    const [made] = example(id, '200') as unknown as Json[];
    return { status: 200, data: issue.comments.map((text) => ({ ...made, body: text })) };
  }
  return { status: 200, data: shown(issue) };
}

function exampleOf(id: string, example: (id: string, status: string) => Json): Json {
  const made = example(id, '200') as unknown as Json[];
  return made[0] ?? {};
}
