/**
 * A server on loopback that answers as an OpenAPI description says: every request, and every reply of its own, is checked against it;
 * what stands only in GitHub's prose is added by hand.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

export type Json = Record<string, unknown>;

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

export interface Reply {
  readonly status: number;
  readonly data: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly id: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly body: Json;
  readonly authorization: string;
}

export interface OpenApiServer {
  readonly url: string;
  readonly faults: Fault[];
  /** Operations in the order in which they came, refused ones too. */
  readonly requests: string[];
  /** What a request or a reply did wrong: to be empty. */
  readonly problems: string[];
  /** The description's own example of an answer. */
  example(id: string, status: string): Json;
  close(): Promise<void>;
}

/** Compiling a description takes its time: once each. */
const compiled = new Map<string, ReturnType<typeof routesOf>>();

type Route = ReturnType<typeof routesOf>[number];

/** @param file the description */
function routesOf(file: URL) {
  const slice = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: Json;
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const name of ['repo.nwo', 'timestamp', 'binary']) ajv.addFormat(name, true);
  ajv.addSchema({ $id: 'github', components: jsonSchema(slice.components) as Json });
  const resolve = (value: Json | undefined): Json | undefined => {
    const ref = value?.['$ref'];
    if (typeof ref !== 'string') return value;
    return ref
      .split('/')
      .slice(1)
      .reduce<Json>((at, name) => at[name] as Json, slice as unknown as Json);
  };
  const schemaOf = (holder: Json | undefined): ValidateFunction | null => {
    const content = resolve(holder)?.['content'] as Record<string, { schema?: Json }> | undefined;
    const schema = content?.['application/json']?.schema;
    return schema === undefined ? null : ajv.compile(jsonSchema(schema) as Json);
  };
  return Object.entries(slice.paths).flatMap(([path, item]) =>
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
      explain: (errors: ValidateFunction['errors']): string => ajv.errorsText(errors),
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
}

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

/** @param answer what it says where nothing is wrong with the request */
export async function startOpenApi(file: URL, answer: (call: Call) => Reply): Promise<OpenApiServer> {
  const routes = compiled.get(file.href) ?? routesOf(file);
  compiled.set(file.href, routes);
  const state = { faults: [] as Fault[], requests: [] as string[], problems: [] as string[] };
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
      const authorization = request.headers.authorization ?? '';
      const { status, data, headers } = answer({ id: route.id, groups, url, body: body ?? {}, authorization });
      const check = route.replies.get(status);
      if (check !== undefined && check !== null && !check(data)) {
        state.problems.push(`own reply to ${route.id}: ${route.explain(check.errors)}`);
      }
      send(status, data, headers);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    example: (id, status) => {
      const found = routes.find((one) => one.id === id);
      if (found === undefined) throw new Error(`The slice has no operation ${id}`);
      return found.example(status);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function problemsOf(route: Route, url: URL, body: Json | undefined): string[] {
  const known = new Set(route.query.map((one) => one?.['name']));
  const problems = [...url.searchParams.keys()].filter((name) => !known.has(name)).map((name) => `query ${name}`);
  if (route.body !== null && !route.body(body)) problems.push(route.explain(route.body.errors));
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
