/**
 * A GitHub on loopback that remembers. Every request, and every reply of its own, is checked against GitHub's OpenAPI
 * description; what stands only in GitHub's prose is added by hand.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation extends Json {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

export interface Fault {
  readonly operation: string;
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stays: the token may not. */
  readonly isLasting?: boolean;
}

interface Author {
  readonly type: 'Bot' | 'User';
  readonly id: number;
}

export interface Comment {
  readonly id: number;
  body: string;
  readonly author: Author;
}

export interface GitHub {
  readonly url: string;
  readonly comments: Comment[];
  readonly checkRuns: { head_sha: string; conclusion: string; annotations: Json[] }[];
  readonly sarifs: Json[];
  readonly faults: Fault[];
  /** Whose token it is: the workflow's is an app's. */
  readonly tokenOf: { author: Author };
  /** Operations in the order in which they came, refused ones too. */
  readonly requests: string[];
  /** What a request or a reply did wrong: to be empty. */
  readonly problems: string[];
  close(): Promise<void>;
}

const slice = JSON.parse(readFileSync(new URL('fixtures/github-openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json;
};
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
for (const name of ['repo.nwo', 'timestamp', 'binary']) ajv.addFormat(name, true);
ajv.addSchema({ $id: 'github', components: jsonSchema(slice.components) as Json });

/** OpenAPI 3.0's `nullable` in JSON Schema's words, and references to the one document. */
function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, ...rest } = value as Json;
  const made: Json = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !['example', 'examples', 'discriminator'].includes(name))
      .map(([name, one]) => [name, name === '$ref' ? String(one).replace(/^#/, 'github#') : jsonSchema(one)]),
  );
  return nullable === true ? { anyOf: [made, { type: 'null' }] } : made;
}

function resolve(value: Json | undefined): Json | undefined {
  const ref = value?.['$ref'];
  if (typeof ref !== 'string') return value;
  return ref
    .split('/')
    .slice(1)
    .reduce<Json>((at, name) => at[name] as Json, slice as unknown as Json);
}

function schemaOf(holder: Json | undefined): ValidateFunction | null {
  const content = resolve(holder)?.['content'] as Record<string, { schema?: Json }> | undefined;
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? null : ajv.compile(jsonSchema(schema) as Json);
}

const routes = Object.entries(slice.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    id: operation.operationId,
    query: (operation.parameters ?? []).map(resolve).filter((one) => one?.['in'] === 'query'),
    body: schemaOf(operation.requestBody),
    fields: Object.keys(
      ((
        resolve(operation.requestBody)?.['content'] as Record<string, { schema?: { properties?: Json } }> | undefined
      )?.['application/json']?.schema?.properties ?? {}) as object,
    ),
    replies: new Map(Object.entries(operation.responses).map(([status, reply]) => [Number(status), schemaOf(reply)])),
    example: (status: string): Json => {
      const content = resolve(operation.responses[status])?.['content'] as Record<
        string,
        { examples: Record<string, Json> }
      >;
      const example = resolve(Object.values(content['application/json']?.examples ?? {})[0]);
      return structuredClone(example?.['value']) as Json;
    },
  })),
);
function routeOf(id: string): (typeof routes)[number] {
  const found = routes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The slice has no operation ${id}`);
  return found;
}

export async function startGitHub(): Promise<GitHub> {
  const state: Omit<GitHub, 'url' | 'close'> = {
    comments: [],
    checkRuns: [],
    sarifs: [],
    faults: [],
    tokenOf: { author: { type: 'Bot', id: 41_898_282 } },
    requests: [],
    problems: [],
  };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
      const raw = await text(request);
      const send = (status: number, data?: unknown, headers: Readonly<Record<string, string>> = {}): void => {
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
        response.end(JSON.stringify(data));
      };
      const route = routes.find((one) => one.method === request.method && one.pattern.test(url.pathname));
      if (route === undefined) {
        state.problems.push(`no operation: ${request.method} ${url.pathname}`);
        send(404, { message: 'Not Found' });
        return;
      }
      state.requests.push(route.id);
      const fault = state.faults.find(({ operation }) => operation === route.id);
      if (fault !== undefined) {
        if (fault.isLasting !== true) state.faults.splice(state.faults.indexOf(fault), 1);
        send(fault.status, { message: fault.message ?? 'fault' }, fault.headers);
        return;
      }
      const body = raw === '' ? undefined : (JSON.parse(raw) as Json);
      const wrong = problemsOf(route, url, body);
      if (wrong.length > 0) {
        state.problems.push(...wrong.map((one) => `${route.id}: ${one}`));
        send(422, { message: 'Validation Failed' });
        return;
      }
      const groups = route.pattern.exec(url.pathname)?.groups ?? {};
      const { status, data, headers } = answer(state, route.id, groups, url, body ?? {});
      const check = route.replies.get(status);
      if (check !== undefined && check !== null && !check(data)) {
        state.problems.push(`own reply to ${route.id}: ${ajv.errorsText(check.errors)}`);
      }
      send(status, data, headers);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function problemsOf(route: (typeof routes)[number], url: URL, body: Json | undefined): string[] {
  const known = new Set(route.query.map((one) => one?.['name']));
  const problems = [...url.searchParams.keys()].filter((name) => !known.has(name)).map((name) => `query ${name}`);
  if (route.body !== null && !route.body(body)) problems.push(ajv.errorsText(route.body.errors));
  problems.push(
    ...Object.keys(body ?? {})
      .filter((name) => !route.fields.includes(name))
      .map((name) => `field ${name}`),
  );
  const output = body?.['output'] as { summary?: string; annotations?: unknown[] } | undefined;
  if ((output?.annotations?.length ?? 0) > 50) problems.push('more than 50 annotations');
  if ((output?.summary?.length ?? 0) > 65_535) problems.push('the summary is too long');
  if (typeof body?.['body'] === 'string' && body['body'].length > 65_536) problems.push('the comment is too long');
  if (body?.['status'] === 'completed' && body['conclusion'] === undefined) problems.push('completed, no conclusion');
  return problems;
}

function answer(
  state: Omit<GitHub, 'url' | 'close'>,
  id: string,
  groups: Readonly<Record<string, string>>,
  url: URL,
  body: Json,
): { status: number; data: unknown; headers?: Record<string, string> } {
  const shown = ({ id: number, body: words, author }: Comment): Json => {
    const made = routeOf('issues/create-comment').example('201');
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
        : { status: 200, data: { ...routeOf(id).example('200'), id: number } };
    }
    case 'checks/create': {
      const { head_sha, conclusion } = body as { head_sha: string; conclusion: string };
      state.checkRuns.push({ head_sha, conclusion, annotations: [...(output?.annotations ?? [])] });
      return { status: 201, data: { ...routeOf(id).example('201'), id: state.checkRuns.length } };
    }
    case 'checks/update': {
      state.checkRuns[Number(groups['check_run_id']) - 1]?.annotations.push(...(output?.annotations ?? []));
      return { status: 200, data: routeOf(id).example('200') };
    }
    default: {
      state.sarifs.push(body);
      return { status: 202, data: routeOf('code-scanning/upload-sarif').example('202') };
    }
  }
}
