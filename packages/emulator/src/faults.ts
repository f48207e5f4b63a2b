/** What goes wrong between a client and a provider, by name. Each takes the place of the provider's own answer. */
import type { ServerResponse } from 'node:http';
import type { Api } from './api/api.ts';

interface FaultContext {
  readonly api: Api;
  readonly response: ServerResponse;
  /** How many requests this fault has taken so far, this one included. */
  readonly count: number;
}

/** Returns false to leave the request to the provider after all. */
type FaultAction = (context: FaultContext) => boolean | undefined;

export interface FaultKind {
  readonly says: string;
  readonly act: FaultAction;
}

const PAGE = '<!doctype html><title>Attention required</title><h1>One more step</h1>';

const json =
  (status: number, body: (api: Api) => unknown, headers: Record<string, string> = {}): FaultAction =>
  ({ api, response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body(api)));
    return undefined;
  };

const raw =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): FaultAction =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
    return undefined;
  };

const fault = (says: string, act: FaultAction): FaultKind => ({ says, act });
const goodStatus = (api: Api): number => (api.id === 'agentclara' ? 404 : 200);
const good =
  (headers: Record<string, string> = {}): FaultAction =>
  (context) =>
    json(goodStatus(context.api), (api) => api.good(), headers)(context);

export const FAULTS: Readonly<Record<string, FaultKind>> = {
  'storm-429': fault(
    '429 with Retry-After',
    json(429, (api) => api.error(429, 'rate_limited', 'Too many requests'), { 'retry-after': '1' }),
  ),
  'storm-429-bare': fault(
    '429 without a word of when',
    json(429, (api) => api.error(429, 'rate_limited', 'Too many requests')),
  ),
  'retry-after-a-day': fault(
    '429, come back tomorrow',
    json(429, (api) => api.error(429, 'rate_limited', 'Too many requests'), { 'retry-after': '86400' }),
  ),
  'status-500': fault(
    '500 in JSON',
    json(500, (api) => api.error(500, 'internal', 'Internal error')),
  ),
  'status-502': fault('502, a web page', raw(502, 'text/html', PAGE)),
  'status-503': fault(
    '503 with Retry-After',
    json(503, (api) => api.error(503, 'unavailable', 'Down'), { 'retry-after': '1' }),
  ),
  'status-504': fault('504, empty', raw(504, 'text/plain', '')),
  'html-200': fault('a sign-in page with 200', raw(200, 'text/html; charset=utf-8', PAGE)),
  'html-401': fault('a web page with 401', raw(401, 'text/html', PAGE)),
  'html-403': fault("a CDN's 403", raw(403, 'text/html', PAGE)),
  'html-as-json': fault('a web page that calls itself JSON', raw(401, 'application/json', PAGE)),
  'gateway-401': fault(
    "a gateway's 401 in JSON",
    json(401, () => ({ message: 'Unauthorized' })),
  ),
  'gateway-403': fault(
    "a gateway's 403 in JSON",
    json(403, () => ({ message: 'Forbidden' })),
  ),
  'empty-401': fault('401 without a body', raw(401, 'application/json', '')),
  'typed-401': fault('the refusal, called text/html', (context) =>
    raw(401, 'text/html', JSON.stringify(context.api.refusal()))(context),
  ),
  'half-401': fault('half of the refusal', (context) =>
    raw(401, 'application/json', JSON.stringify(context.api.refusal()).slice(0, -4))(context),
  ),
  'other-words-401': fault(
    '401 in other words',
    json(401, (api) => api.error(401, 'unauthorized', 'This key may not be used from here')),
  ),
  'no-key-401': fault(
    '401, no key arrived',
    json(401, (api) => api.error(401, 'unauthorized', 'Missing API key')),
  ),
  'later-401': fault(
    'the refusal, with Retry-After',
    json(401, (api) => api.refusal(), { 'retry-after': '1' }),
  ),
  'cached-401': fault(
    "a cache's copy of the refusal",
    json(401, (api) => api.refusal(), { age: '31', 'x-cache': 'HIT' }),
  ),
  'cached-good': fault("a cache's copy of a good answer", good({ age: '31' })),
  'redirect-302': fault('302 to another host', raw(302, 'text/plain', '', { location: 'http://redirected.invalid/' })),
  'redirect-308': fault('308 to another host', raw(308, 'text/plain', '', { location: 'https://redirected.invalid/' })),
  'not-modified': fault('304', raw(304, 'application/json', '')),
  'proxy-407': fault('407, a proxy wants a password', raw(407, 'text/html', PAGE, { 'proxy-authenticate': 'Basic' })),
  'portal-511': fault('511, sign in to the network', raw(511, 'text/html', PAGE)),
  'accept-anything': fault('the answer for a live key, whatever is sent', good()),
  'forbid-anything': fault(
    '403 in the own envelope, whatever is sent',
    json(403, (api) => api.error(403, 'forbidden', 'Forbidden')),
  ),
  'find-nothing': fault(
    '404 in the own envelope, whatever is sent',
    json(404, (api) => api.error(404, 'not_found', 'Not found')),
  ),
  'accept-in-turn': fault('every second request is accepted', (context) =>
    context.count % 2 === 0 ? good()(context) : false,
  ),
  'accept-every-third': fault('every third request is accepted', (context) =>
    context.count % 3 === 0 ? good()(context) : false,
  ),
  'error-200': fault(
    '200 with an error in it',
    json(200, (api) => api.refusal()),
  ),
  'both-200': fault(
    '200 with data and an error',
    json(200, (api) => ({ data: [], object: 'x', ...Object(api.refusal()) })),
  ),
  'foreign-200': fault(
    "200 with somebody else's JSON",
    json(200, () => ({ ok: true })),
  ),
  'null-200': fault(
    '200 with null',
    json(200, () => null),
  ),
  'compressed-200': fault(
    '200 in a compression nobody asked for',
    raw(200, 'application/json', '\u001F\u008B\u0008', { 'content-encoding': 'gzip' }),
  ),
  'endless-body': fault('a body without end', ({ response }) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(16_384)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
    return undefined;
  }),
  'slow-body': fault('a body that trickles', ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"data":[');
    return undefined;
  }),
  silent: fault('no answer at all', () => undefined),
  reset: fault('the connection is reset', ({ response }) => {
    (response.socket as { resetAndDestroy?: () => void } | null)?.resetAndDestroy?.();
    return undefined;
  }),
  close: fault('the connection is closed', ({ response }) => {
    response.socket?.destroy();
    return undefined;
  }),
  'cut-body': fault('the refusal, cut off', ({ api, response }) => {
    const body = JSON.stringify(api.refusal());
    response.writeHead(401, { 'content-type': 'application/json', 'content-length': String(body.length) });
    response.write(body.slice(0, 10), () => response.socket?.destroy());
    return undefined;
  }),
  'not-http': fault('no HTTP at all', ({ response }) => {
    response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
    return undefined;
  }),
  'huge-headers': fault(
    'a hundred kilobytes of headers',
    json(200, (api) => api.good(), { 'x-padding': 'x'.repeat(100_000) }),
  ),
};

export interface FaultOrder {
  /** A name of `FAULTS`. */
  readonly fault: string;
  /** All providers where it is left out. */
  readonly provider?: string;
  /** How many requests pass before it begins. */
  readonly after?: number;
  /** How many requests it takes. */
  readonly times?: number;
}

/** The faults that were ordered, in turn. */
export class FaultDesk {
  #orders: { order: FaultOrder; seen: number; taken: number }[] = [];

  /** @returns what takes the order back */
  order(order: FaultOrder): () => void {
    if (!Object.hasOwn(FAULTS, order.fault)) {
      {
        throw new RangeError(`There is no fault “${order.fault}”. There are: ${Object.keys(FAULTS).join(', ')}.`);
      }
    }
    const entry = { order, seen: 0, taken: 0 };
    this.#orders.push(entry);
    return () => {
      this.#orders = this.#orders.filter((one) => one !== entry);
    };
  }

  clear(): void {
    this.#orders = [];
  }

  /** @returns whether the request is dealt with */
  strike(api: Api, response: ServerResponse): boolean {
    for (const entry of this.#orders) {
      const { fault: name, provider, after = 0, times = Number.POSITIVE_INFINITY } = entry.order;
      if (provider !== undefined && provider !== api.id) continue;
      entry.seen++;
      if (entry.seen <= after || entry.taken >= times) continue;
      entry.taken++;
      if (FAULTS[name]?.act({ api, response, count: entry.taken }) !== false) return true;
    }
    return false;
  }
}
