/** A GitHub on loopback that remembers what the action tells it: docs of each operation check every request and reply. */
import { gunzipSync } from 'node:zlib';
import { startOpenApi } from './openapi-server.ts';
import type { Call, Json, OpenApiServer, Reply } from './openapi-server.ts';

interface Author {
  readonly type: 'Bot' | 'User';
  readonly id: number;
}

export interface Comment {
  readonly id: number;
  body: string;
  readonly author: Author;
}

export interface Analysis {
  readonly category: string;
  readonly ref: string;
  readonly results_count: number;
}

export interface GitHub extends OpenApiServer {
  readonly comments: Comment[];
  readonly checkRuns: { head_sha: string; conclusion: string; annotations: Json[] }[];
  readonly sarifs: Json[];
  /** What code scanning has made of them, a run each, the newest first. */
  readonly analyses: Analysis[];
  /** Whose token it is: the workflow's is an app's. */
  readonly tokenOf: { author: Author };
}

type State = Pick<GitHub, 'comments' | 'checkRuns' | 'sarifs' | 'analyses' | 'tokenOf'>;

export async function startGitHub(): Promise<GitHub> {
  const state: State = {
    comments: [],
    checkRuns: [],
    sarifs: [],
    analyses: [],
    tokenOf: { author: { type: 'Bot', id: 41_898_282 } },
  };
  const server: OpenApiServer = await startOpenApi(new URL('fixtures/github-openapi.json', import.meta.url), (call) =>
    answer(state, call, server),
  );
  return { ...server, ...state };
}

function answer(
  state: State,
  { id, groups, url, body }: Call,
  { example, problems }: Pick<OpenApiServer, 'example' | 'problems'>,
): Reply {
  const shown = ({ id: number, body: words, author }: Comment): Json => {
    const made = example('issues/create-comment', '201');
    return { ...made, id: number, body: words, user: { ...(made['user'] as Json), ...author } };
  };
  const output = body['output'] as { annotations?: Json[] } | undefined;
  switch (id) {
    case 'issues/list-comments': {
      const size = Number(url.searchParams.get('per_page') ?? 30);
      const page = Number(url.searchParams.get('page') ?? 1);
      const next = `<http://${url.host}${url.pathname}?per_page=${size}&page=${page + 1}>; rel="next"`;
      const data = state.comments.slice((page - 1) * size, page * size).map(shown);
      return { status: 200, data, ...(page * size < state.comments.length && { headers: { link: next } }) };
    }
    case 'issues/create-comment': {
      const made: Comment = { id: state.comments.length + 1, body: String(body['body']), author: state.tokenOf.author };
      state.comments.push(made);
      return { status: 201, data: shown(made) };
    }
    case 'issues/update-comment': {
      const there = state.comments.find((one) => String(one.id) === groups['comment_id']);
      if (there === undefined) return { status: 404, data: { message: 'Not Found' } };
      there.body = String(body['body']);
      return { status: 200, data: shown(there) };
    }
    case 'users/get-authenticated': {
      const { type, id: number } = state.tokenOf.author;
      return type === 'Bot'
        ? { status: 403, data: { message: 'Resource not accessible by integration' } }
        : { status: 200, data: { ...example(id, '200'), id: number } };
    }
    case 'checks/create': {
      const { head_sha, conclusion } = body as { head_sha: string; conclusion: string };
      state.checkRuns.push({ head_sha, conclusion, annotations: [...(output?.annotations ?? [])] });
      return { status: 201, data: { ...example(id, '201'), id: state.checkRuns.length } };
    }
    case 'checks/update': {
      state.checkRuns[Number(groups['check_run_id']) - 1]?.annotations.push(...(output?.annotations ?? []));
      return { status: 200, data: example(id, '200') };
    }
    case 'code-scanning/list-recent-analyses': {
      const there = state.analyses.filter(({ ref }) => ref === url.searchParams.get('ref'));
      if (there.length === 0) return { status: 404, data: { message: 'no analysis found' } };
      const [made = {}] = example(id, '200') as unknown as Json[];
      return { status: 200, data: there.map((one) => ({ ...made, ...one })) };
    }
    default: {
      state.sarifs.push(body);
      problems.push(...takeSarif(state, body as { sarif: string; ref: string }));
      return { status: 202, data: example('code-scanning/upload-sarif', '202') };
    }
  }
}

/** What GitHub's prose says of SARIF. @returns what is wrong */
function takeSarif({ analyses }: State, { sarif, ref }: { readonly sarif: string; readonly ref: string }): string[] {
  const packed = Buffer.from(sarif, 'base64');
  const { runs } = JSON.parse(gunzipSync(packed).toString()) as {
    runs: { automationDetails: { id: string }; results: unknown[] }[];
  };
  const made = runs.map(({ automationDetails: { id }, results }) => ({
    category: id.slice(0, id.lastIndexOf('/')),
    ref,
    results_count: results.length,
  }));
  analyses.unshift(...made);
  const categories = new Set(made.map(({ category }) => category));
  return [
    ...(packed.length > 10_000_000 ? ['SARIF: more than ten megabytes'] : []),
    ...(runs.length > 20 ? ['SARIF: more than 20 runs'] : []),
    ...(made.some((one) => one.results_count > 25_000) ? ['SARIF: more than 25,000 results in a run'] : []),
    ...(categories.size < made.length ? ['SARIF: two runs of one category'] : []),
  ];
}
