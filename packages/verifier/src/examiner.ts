/** Examines keys at one provider's endpoints: the random key first, then each key once, then a random key again. */
import type { Probe } from '@keyturn/providers';
import { NoAnswer } from './answer.ts';
import type { Courier, Delivery } from './courier.ts';
import type { Target } from './endpoint.ts';
import type { Gate, GatePolicy } from './gate.ts';
import { judge, judgeControl, unbelieved } from './judge.ts';
import type { Control, Judgement } from './judge.ts';
import { formOf, randomKeyLike } from './random-key.ts';
import { readAnswer } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Route } from './route.ts';
import { isSameRefusal } from './refusal.ts';
import type { ToldLimits } from './told-limits.ts';

export interface Run {
  readonly courier: Courier;
  readonly gateFor: (url: URL) => Gate;
  readonly userAgent: string;
  /** Monotonic. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** A verdict before it is dated, and where it was reached. */
export interface Examined {
  readonly judgement: Judgement;
  readonly target: Target;
  readonly told: ToldLimits | null;
  /** What a random key must still show for an *active* to stand. */
  readonly confirm: (() => Promise<Control>) | null;
}

/** Endpoints that fail this often in a row are left alone for the rest of the run. */
const FAILURES_IN_A_ROW = 8;
/** An endpoint that flips between answers, or has a backend in three that accepts anything, is caught by asking thrice in a row. */
const CONFIRMATIONS = 3;

interface Asked {
  readonly reading: Reading;
  readonly told: ToldLimits | null;
}

export class Examiner {
  readonly #run: Run;
  readonly #controls = new Map<string, Promise<Control>>();
  readonly #confirmations = new Map<string, Promise<Control>>();
  readonly #failures = new Map<string, { count: number; reason: string }>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** The first *active* ends it; a key is dead only where all of its targets refuse it. */
  async examine(route: Route, key: string): Promise<Examined> {
    let result: Examined | undefined;
    for (const target of route.targets) {
      const examined = await this.#examineAt(target, key, route.prefix);
      if (examined.judgement.state === 'active') return examined;
      result = result === undefined ? examined : weaker(result, examined);
    }
    if (result === undefined) throw new RangeError('A route without a target.');
    return result;
  }

  async #examineAt(target: Target, key: string, prefix: string): Promise<Examined> {
    const id = `${target.url.href} ${formOf(key, prefix).id}`;
    const control = await remember(this.#controls, id, () => this.#control(target, key, prefix));
    if (!control.tellsApart) return { judgement: unbelieved(control, target.own), target, told: null, confirm: null };
    const { reading, told } = await this.#ask(target, key, false);
    const judgement = judge(reading, control, target.endpoint.probe, { prefix, own: target.own });
    const confirm =
      judgement.state !== 'active'
        ? null
        : () => remember(this.#confirmations, id, () => this.#confirm(target, key, prefix, control));
    return { judgement, target, told, confirm };
  }

  async #control(target: Target, key: string, prefix: string): Promise<Control> {
    const { reading } = await this.#ask(target, randomKeyLike(key, prefix), true);
    if (reading.says !== 'unknown' || !reading.passing) return judgeControl(reading);
    return { tellsApart: false, reason: reading.reason };
  }

  /** The endpoint must still refuse random keys as it did before: some begin to answer anything. */
  async #confirm(target: Target, key: string, prefix: string, before: Control): Promise<Control> {
    for (let i = 0; i < CONFIRMATIONS; i++) {
      const after = await this.#control(target, key, prefix);
      if (!after.tellsApart) {
        {
          return {
            tellsApart: false,
            reason: `It answered as it does for a live key, but did not refuse a random key afterwards. ${after.reason}`,
          };
        }
      }
      if (before.tellsApart && !isSameRefusal(before.refusal, after.refusal)) {
        return {
          tellsApart: false,
          reason:
            'The endpoint does not tell keys apart reliably: it refuses random keys now in one way, now in another.',
        };
      }
    }
    return before;
  }

  async #ask(target: Target, key: string, isRandom: boolean): Promise<Asked> {
    const { probe, provider } = target.endpoint;
    const failed = this.#failures.get(target.url.origin);
    if (failed !== undefined && failed.count >= FAILURES_IN_A_ROW) {
      {
        return {
          reading: silence(`It was left alone after ${FAILURES_IN_A_ROW} failures in a row. ${failed.reason}`),
          told: null,
        };
      }
    }
    let asked: Asked;
    try {
      const policy = policyOf(target, isRandom);
      const budget = provider.limits.budgetScope === 'endpoint' ? target.url.href : provider.id;
      const request = { url: target.url, method: probe.method, headers: headersFor(probe, key, this.#run.userAgent) };
      const delivery: Delivery = await this.#run.courier.carry(
        { request, budget, policy, gate: this.#run.gateFor(target.url) },
        this.#run.deadline,
        this.#run.signal,
      );
      asked = { reading: readAnswer(delivery.answer, probe, key), told: delivery.told };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      asked = { reading: { says: 'unknown', reason: error.message, passing: true }, told: null };
    }
    this.#count(target.url.origin, asked.reading);
    return asked;
  }

  #count(origin: string, reading: Reading): void {
    if (reading.says !== 'unknown' || !reading.passing) this.#failures.delete(origin);
    else this.#failures.set(origin, { count: (this.#failures.get(origin)?.count ?? 0) + 1, reason: reading.reason });
  }
}

/** The only place where a key enters a request. */
function headersFor(probe: Probe, key: string, userAgent: string): Record<string, string> {
  return {
    [probe.header.toLowerCase()]: probe.value.replace('{key}', () => key),
    accept: 'application/json',
    'accept-encoding': 'identity',
    // A shared cache must not answer for the provider, nor keep what it answers.
    'cache-control': 'no-store',
    'user-agent': userAgent,
  };
}

function policyOf({ endpoint }: Target, isRandom: boolean): GatePolicy {
  const { published, budgetPerMinute, budgetScope } = endpoint.provider.limits;
  const figures = (scope: string): number[] =>
    published.filter((one) => one.scope === scope).map((one) => one.perMinute);
  return {
    keyLimits: figures('key'),
    organisationLimits: figures('organisation'),
    isRandom,
    endpointBudget: budgetScope === 'endpoint' ? budgetPerMinute : null,
  };
}

const silence = (reason: string): Reading => ({ says: 'unknown', reason, passing: true });

/** Of two targets at which the key is not known: *inactive* takes all of them, and a workspace of the user's own. */
function weaker(first: Examined, second: Examined): Examined {
  const rank = ({ judgement }: Examined): number =>
    judgement.elsewhere === true ? 0 : judgement.state === 'inactive' ? 1 : 2;
  return rank(second) > rank(first) ? second : first;
}

function remember<T>(known: Map<string, Promise<T>>, id: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(id) ?? make();
  known.set(id, made);
  return made;
}
