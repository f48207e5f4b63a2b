/**
 * The emulator's own endpoint, for whoever drives it from outside:
 *
 *     POST   /_emulator/keys     {"provider","value","workspace"?,"scopes"?,"expires"?,"environment"?}
 *     POST   /_emulator/revoke   {"provider","value"}
 *     POST   /_emulator/clock    {"now": ISO 8601} or {"advance": seconds}
 *     POST   /_emulator/faults   {"fault","provider"?,"after"?,"times"?};  GET lists them;  DELETE clears them
 *     POST   /_emulator/limits   "none", "published" or {"key","organisation","workspace","address"}
 *     GET    /_emulator/requests what was received, where it records
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULTS } from './faults.ts';
import type { FaultDesk, FaultOrder } from './faults.ts';
import type { LimitRules } from './limiter.ts';
import type { EmulatedKey, ProviderId, State } from './state.ts';

export const CONTROL_PATH = '/_emulator/';

export interface Controlled {
  readonly state: State;
  readonly faults: FaultDesk;
  readonly received: unknown[];
  readonly setLimits: (limits: 'none' | 'published' | LimitRules) => void;
}

type Order = (body: unknown, controlled: Controlled) => unknown;

/** Bodies come from whoever started the emulator: they are trusted to have the form above. */
const ORDERS: Readonly<Record<string, Order>> = {
  'POST keys': (body, { state }) => state.add(body as EmulatedKey),
  'POST revoke': (body, { state }) => {
    const { provider, value } = body as { provider: ProviderId; value: string };
    return { revoked: state.revoke(provider, value) };
  },
  'POST clock': (body, { state }) => {
    const { now, advance } = body as { now?: string; advance?: number };
    if (now !== undefined) state.setNow(Date.parse(now));
    if (advance !== undefined) state.advance(advance * 1000);
    return { now: new Date(state.now()).toISOString() };
  },
  'POST faults': (body, { faults }) => void faults.order(body as FaultOrder),
  'DELETE faults': (_body, { faults }) => faults.clear(),
  'GET faults': () => Object.fromEntries(Object.entries(FAULTS).map(([name, { says }]) => [name, says])),
  'POST limits': (body, { setLimits }) => setLimits(body as LimitRules),
  'GET requests': (_body, { received }) => received,
};

export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  controlled: Controlled,
): Promise<void> {
  const name = `${request.method ?? ''} ${(request.url ?? '').slice(CONTROL_PATH.length)}`;
  const end = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? { ok: true }));
  };
  const order = ORDERS[name];
  if (order === undefined) {
    end(404, { orders: Object.keys(ORDERS) });
    return;
  }
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    end(200, order(text === '' ? undefined : JSON.parse(text), controlled));
  } catch (error) {
    end(400, { message: error instanceof Error ? error.message : 'a bad order' });
  }
}
