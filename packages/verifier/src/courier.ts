/** Carries a request until there is an answer that says something, within budget and deadline. */
import type { Answer } from './answer.ts';
import { NoAnswer } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Gate, GatePolicy } from './gate.ts';
import { retryAfter, toldLimits } from './told-limits.ts';
import type { ToldLimits } from './told-limits.ts';
import type { OutgoingRequest, Transport } from './transport.ts';

export interface Errand {
  readonly request: OutgoingRequest;
  /** What the endpoint's own budget is counted by. */
  readonly budget: string;
  readonly policy: GatePolicy;
  readonly gate: Gate;
}

export interface CourierOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Of one request from its first byte to its last, in milliseconds. */
  readonly totalTimeout: number;
}

export interface Delivery {
  readonly answer: Answer;
  readonly told: ToldLimits | null;
}

const TRIES = 3;
/** A limit passes by waiting, so it gets one try more. */
const TRIES_AT_LIMIT = 4;
const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 8000;
/** Longer than any published window. Who asks for more is not waited for. */
const LONGEST_ASKED = 120_000;

export class Courier {
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #totalTimeout: number;

  constructor({ clock, transport, totalTimeout }: CourierOptions) {
    this.#clock = clock;
    this.#transport = transport;
    this.#totalTimeout = totalTimeout;
  }

  /**
   * The last answer, which may still be a 429 or a failure of the server's own.
   *
   * @param deadline monotonic
   * @throws NoAnswer where there was none
   */
  async carry(errand: Errand, deadline: number, signal: AbortSignal): Promise<Delivery> {
    for (let tries = 1; ; tries++) {
      let delivery: Delivery | null = null;
      let failure: NoAnswer | null = null;
      try {
        delivery = await this.#tryOnce(errand, deadline, signal);
      } catch (error) {
        if (!(error instanceof NoAnswer) || tries >= error.tries) throw error;
        failure = error;
      }
      const wait = this.#waitBefore(tries, delivery, errand.gate);
      if (wait === null || this.#clock.monotonic() + wait >= deadline) {
        if (delivery !== null) return delivery;
        throw failure ?? new NoAnswer('The connection failed.', 1);
      }
      await this.#clock.sleep(wait, signal);
    }
  }

  async #tryOnce({ gate, request, budget, policy }: Errand, deadline: number, signal: AbortSignal): Promise<Delivery> {
    const ticket = await gate.pass(budget, policy, deadline, signal);
    let told: ToldLimits | null = null;
    let accepted = false;
    try {
      const left = deadline - this.#clock.monotonic();
      if (left <= 0) throw new NoAnswer('The deadline of the run was reached before this key’s turn.', 1);
      const answer = await this.#transport.send(request, Math.min(this.#totalTimeout, left), signal);
      told = toldLimits(answer.headers, this.#clock.epoch());
      accepted = answer.status < 400;
      return { answer, told };
    } finally {
      gate.done(ticket, policy, told, accepted);
    }
  }

  /** Milliseconds before the next try; null where there is none. */
  #waitBefore(tries: number, delivery: Delivery | null, gate: Gate): number | null {
    const backoff = this.#backoff(tries);
    if (delivery === null) return backoff;
    const { answer, told } = delivery;
    const asked =
      answer.status === 429 || answer.status >= 400 ? retryAfter(answer.headers, this.#clock.epoch()) : null;
    if (answer.status === 429) {
      const wait = Math.max(asked ?? told?.resetIn ?? backoff, backoff);
      const bounded = Math.min(wait, LONGEST_ASKED);
      gate.pause(bounded);
      return tries < TRIES_AT_LIMIT && wait <= LONGEST_ASKED ? bounded : null;
    }
    if (answer.status < 500 && asked === null) return null;
    const wait = Math.max(asked ?? 0, backoff);
    return tries < TRIES && wait <= LONGEST_ASKED ? wait : null;
  }

  /** Doubles, and is anywhere in its upper half, so that many keys do not come back at once. */
  #backoff(tries: number): number {
    const whole = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (tries - 1));
    return whole * (0.5 + this.#clock.random() / 2);
  }
}
