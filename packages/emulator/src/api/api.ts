import type { EmulatedKey, ProviderId, State } from '../state.ts';

/** A request as a provider sees it. Header names are in lower case. */
export interface Call {
  readonly method: string;
  /** Below the base, with a leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** The key that was accepted, or that is known at the least. */
  readonly key?: EmulatedKey;
}

/** How a provider tells its limits. */
interface LimitStyle {
  readonly reset: 'epoch-seconds' | 'seconds-remaining';
}

/** One provider's API, as far as its documentation describes it. */
export interface Api {
  readonly id: ProviderId;
  /** Where its base URL lies on the emulator. */
  readonly base: string;
  /** What is published of its limits, a minute. */
  readonly limits: { readonly key?: number; readonly organisation?: number; readonly workspace?: number };
  readonly style: LimitStyle | null;
  /** The key that a request presents, whatever it is worth. */
  present(call: Call): string | null;
  answer(call: Call, state: State): Reply;
  /** The envelopes, for faults that imitate them. */
  good(): unknown;
  refusal(): unknown;
  error(status: number, code: string, message: string): unknown;
}

export function bearer(call: Call): string | null {
  const header = call.headers['authorization'];
  return typeof header === 'string' ? (/^Bearer (\S+)$/.exec(header)?.[1] ?? null) : null;
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
