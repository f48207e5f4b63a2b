/** What the emulated providers know: keys, whose they are, and what time it is for them. */

export type ProviderId = 'clarky' | 'clarify' | 'klipy' | 'agentclara';

export interface EmulatedKey {
  readonly provider: ProviderId;
  readonly value: string;
  /** A workspace's slug; for Klipy also the organisation. */
  readonly workspace: string;
  /** As the provider names them; empty for a key that may do nothing. */
  readonly scopes: readonly string[];
  /** ISO 8601, by the emulator's own clock; null for never. */
  readonly expires: string | null;
  revoked: boolean;
  /** The environment in which it works; null where there is but one. */
  readonly environment: 'live' | 'test' | null;
}

/** `dead` keys were known once. */
export type Standing = 'live' | 'expired' | 'revoked' | 'unknown';

export class State {
  readonly #keys = new Map<string, EmulatedKey>();
  #offset = 0;
  #frozen: number | null = null;

  /** Milliseconds since 1970, as the providers see it. */
  now(): number {
    return this.#frozen ?? Date.now() + this.#offset;
  }

  /** Stops the clock at an instant. */
  setNow(instant: number): void {
    this.#frozen = instant;
  }

  advance(milliseconds: number): void {
    if (this.#frozen === null) this.#offset += milliseconds;
    else this.#frozen += milliseconds;
  }

  add(key: Pick<EmulatedKey, 'provider' | 'value'> & Partial<EmulatedKey>): EmulatedKey {
    const whole: EmulatedKey = {
      workspace: 'acme',
      scopes: DEFAULT_SCOPES[key.provider],
      expires: null,
      revoked: false,
      environment: null,
      ...key,
    };
    this.#keys.set(`${key.provider} ${key.value}`, whole);
    return whole;
  }

  find(provider: ProviderId, value: string): EmulatedKey | undefined {
    return this.#keys.get(`${provider} ${value}`);
  }

  /** @returns whether there is such a key */
  revoke(provider: ProviderId, value: string): boolean {
    const key = this.find(provider, value);
    if (key !== undefined) key.revoked = true;
    return key !== undefined;
  }

  standing(key: EmulatedKey | undefined): Standing {
    if (key === undefined) return 'unknown';
    if (key.revoked) return 'revoked';
    return key.expires !== null && Date.parse(key.expires) <= this.now() ? 'expired' : 'live';
  }

  hasWorkspace(provider: ProviderId, slug: string): boolean {
    return [...this.#keys.values()].some((key) => key.provider === provider && key.workspace === slug);
  }

  keys(): readonly EmulatedKey[] {
    return [...this.#keys.values()];
  }
}

const DEFAULT_SCOPES: Readonly<Record<ProviderId, readonly string[]>> = {
  clarky: ['read', 'write'],
  clarify: ['admin'],
  klipy: ['ALL'],
  agentclara: [],
};
