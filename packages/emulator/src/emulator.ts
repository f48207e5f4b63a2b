/** The four providers behind one real HTTP(S) server, each below a path of its own. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { agentclara } from './api/agentclara.ts';
import type { Api, Call } from './api/api.ts';
import { clarify } from './api/clarify.ts';
import { clarky } from './api/clarky.ts';
import { klipy } from './api/klipy.ts';
import { control, CONTROL_PATH } from './control.ts';
import { FaultDesk } from './faults.ts';
import { Limiter, NO_LIMITS } from './limiter.ts';
import type { LimitRules, Told } from './limiter.ts';
import { State } from './state.ts';
import type { ProviderId } from './state.ts';

export interface EmulatorOptions {
  /** 0 for any that is free. */
  readonly port?: number;
  readonly host?: string;
  /** Serves https with these; http without. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `published`: as documented, by key, organisation and workspace. */
  readonly limits?: 'none' | 'published' | LimitRules;
  readonly agentclara?: { readonly looksFirst?: boolean; readonly environment?: 'live' | 'test' };
  /** Keeps what was received, keys and all. */
  readonly record?: boolean;
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly status: number | null;
}

export interface Emulator {
  readonly state: State;
  readonly faults: FaultDesk;
  readonly received: Received[];
  /** How many requests were answered 429 for being too many. */
  readonly overruns: () => number;
  readonly url: string;
  /** Base URLs, for `KEYTURN_ENDPOINT_<PROVIDER>`. */
  readonly endpoints: Readonly<Record<ProviderId, string>>;
  setLimits(limits: EmulatorOptions['limits']): void;
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const apis: readonly Api[] = [clarky, clarify, klipy, agentclara(options.agentclara)];
  const state = new State();
  const faults = new FaultDesk();
  const received: Received[] = [];
  const limiter = new Limiter(() => performance.now());
  let limits = options.limits ?? 'none';
  const setLimits = (next: EmulatorOptions['limits']): void => {
    limits = next ?? 'none';
  };
  let overruns = 0;
  const sockets = new Set<Socket>();

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const { method = 'GET', url = '/', headers } = request;
    if (options.record === true) {
      const entry = { method, url, headers, status: null as number | null };
      received.push(entry);
      response.once('finish', () => {
        entry.status = response.statusCode;
      });
    }
    const api = apis.find(({ base }) => url.startsWith(`${base}/`));
    if (api === undefined) {
      reply(response, 404, { message: 'no such provider' });
      return;
    }
    if (faults.strike(api, response)) return;
    const call: Call = { method, path: url.slice(api.base.length), headers };
    const answer = api.answer(call, state);
    const presented = api.present(call) ?? '';
    const rules = rulesFor(api, limits);
    const told = limiter.take([
      [`key ${api.id} ${presented}`, rules.key],
      [`organisation ${api.id} ${answer.key?.workspace ?? ''}`, answer.key === undefined ? null : rules.organisation],
      [`workspace ${api.id} ${/^\/workspaces\/[^/]+\/[^?]*/.exec(call.path)?.[0] ?? ''}`, rules.workspace],
      [`address ${request.socket.remoteAddress ?? ''}`, rules.address],
    ]);
    const limitsTold = limitHeaders(api, told, state.now());
    response.setHeader('date', new Date(state.now()).toUTCString());
    if (told?.exceeded === true) {
      overruns++;
      const wait = String(Math.max(1, Math.ceil(told.resetIn / 1000)));
      reply(response, 429, api.error(429, 'rate_limited', 'Too many requests'), { ...limitsTold, 'retry-after': wait });
    } else reply(response, answer.status, answer.body, limitsTold);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/';
    if (path.startsWith(CONTROL_PATH)) void control(request, response, { state, faults, received, setLimits });
    else serve(request, response);
  };
  const server: Server =
    options.tls === undefined ? createHttpServer(listener) : createHttpsServer(options.tls, listener);
  server.keepAliveTimeout = 30_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', done);
  });
  const { address, port, family } = server.address() as AddressInfo;
  const url = `${options.tls === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  return {
    state,
    faults,
    received,
    overruns: () => overruns,
    url,
    endpoints: Object.fromEntries(apis.map(({ id, base }) => [id, url + base])) as Record<ProviderId, string>,
    setLimits,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      ...headers,
    })
    .end(text);
}

function rulesFor({ limits: published }: Api, limits: 'none' | 'published' | LimitRules): LimitRules {
  if (limits === 'none') return NO_LIMITS;
  if (limits !== 'published') return limits;
  const rule = (perMinute: number | undefined): { perMinute: number } | null =>
    perMinute === undefined ? null : { perMinute };
  return {
    key: rule(published.key),
    organisation: rule(published.organisation),
    workspace: rule(published.workspace),
    address: null,
  };
}

/** In the provider's own unit; none where it publishes none. */
function limitHeaders({ style }: Api, told: Told | null, now: number): Record<string, string> {
  if (style === null || told === null) return {};
  const reset =
    style.reset === 'epoch-seconds' ? Math.ceil((now + told.resetIn) / 1000) : Math.ceil(told.resetIn / 1000);
  return {
    'x-ratelimit-limit': String(told.limit),
    'x-ratelimit-remaining': String(told.remaining),
    'x-ratelimit-reset': String(reset),
  };
}
