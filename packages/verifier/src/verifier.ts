/** Findings in, verdicts on them: the verifier's one public face. */
import { setMaxListeners } from 'node:events';
import { severityOf } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import pMap from 'p-map';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Courier } from './courier.ts';
import { redactedDefect } from './defect.ts';
import { Examiner } from './examiner.ts';
import type { Examined } from './examiner.ts';
import { Gate } from './gate.ts';
import { unknownBecause } from './judge.ts';
import type { Judgement } from './judge.ts';
import { openNetwork } from './network.ts';
import { checkOptions, DEFAULTS, userAgentOf } from './options.ts';
import type { CheckedOptions, VerifierOptions } from './options.ts';
import { planOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { routeOf } from './route.ts';
import type { Route, Routed } from './route.ts';
import { undiciTransport } from './transport.ts';
import { VerdictCache } from './verdict-cache.ts';
import type { Verdict } from './verdict-cache.ts';

/** What only the scan knows of a finding. */
export interface Extras {
  /**
   * Workspaces named near the key, for a provider whose URLs name one: the finding’s own where this is left out. Taken
   * from scanned text, they may prove a key active, never dead.
   */
  readonly slugsNear?: (finding: Finding) => readonly string[];
}

export interface Verifier {
  /**
   * Sets `validity` and `severity` of each finding, and takes every suppression mark from a key that is active. Never
   * throws for what a network or a server does.
   *
   * @throws KeyturnError 'verification', redacted, for a defect of our own
   */
  verify(findings: readonly Finding[], extras?: Extras): Promise<void>;
  /** What `verify` would send. Sends nothing. */
  plan(findings: readonly Finding[], extras?: Extras): Plan;
  /** What the provider told of a key besides its validity, if it was asked. */
  verdictOf(finding: Finding): Verdict | undefined;
  close(): Promise<void>;
}

/** One key, and all findings of it. */
interface Job {
  readonly name: string;
  readonly route: Route;
  readonly findings: Finding[];
}

const INTERRUPTED = 'The verification was interrupted.';

/** @throws KeyturnError 'usage' with the reason, for endpoints, workspaces and proxies that can't be used */
export function createVerifier(options: VerifierOptions = {}): Verifier {
  return new KeyVerifier(options);
}

class KeyVerifier implements Verifier {
  readonly #checked: CheckedOptions;
  readonly #clock: Clock;
  readonly #courier: Courier;
  readonly #close: () => Promise<void>;
  readonly #options: VerifierOptions;
  readonly #gates = new Map<string, Gate>();
  readonly #cache = new VerdictCache();
  readonly #flights = new Map<string, Promise<Verdict>>();
  readonly #verdicts = new WeakMap<Finding, Verdict>();

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#checked = checkOptions(options);
    this.#clock = options.clock ?? systemClock;
    const totalTimeout = options.totalTimeoutMs ?? DEFAULTS.totalTimeoutMs;
    const network = openNetwork({
      env: options.env ?? process.env,
      connections: this.#concurrency,
      connectTimeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      totalTimeout,
    });
    this.#close = () => network.close();
    this.#courier = new Courier({
      clock: this.#clock,
      transport: options.transport ?? undiciTransport(network),
      totalTimeout,
    });
  }

  get #concurrency(): number {
    return Math.max(1, this.#options.concurrency ?? DEFAULTS.concurrency);
  }

  plan(findings: readonly Finding[], extras: Extras = {}): Plan {
    return planOf(findings, this.#router(findings, extras));
  }

  verdictOf(finding: Finding): Verdict | undefined {
    return this.#verdicts.get(finding);
  }

  close(): Promise<void> {
    return this.#close();
  }

  async verify(findings: readonly Finding[], extras: Extras = {}): Promise<void> {
    const jobs = new Map<string, Job>();
    const route = this.#router(findings, extras);
    for (const finding of findings) {
      const routed = route(finding);
      if ('stays' in routed) {
        finding.validity = { state: 'not-checked', reason: routed.stays, checkedAt: null, endpoint: null };
        finding.severity = severityOf(finding, 'not-checked');
        continue;
      }
      const name = this.#cache.nameOf(routed.route, finding.secret.reveal());
      const job = jobs.get(name) ?? { name, route: routed.route, findings: [] };
      job.findings.push(finding);
      jobs.set(name, job);
    }
    if (jobs.size > 0) await this.#runAll([...jobs.values()]);
  }

  #router(findings: readonly Finding[], { slugsNear }: Extras): (finding: Finding) => Routed {
    let values: string[] | undefined;
    const known = new Map<string, boolean>();
    const isKey = (slug: string): boolean => {
      values ??= findings.map(({ secret }) => secret.reveal().toLowerCase());
      const answer =
        known.get(slug) ?? values.some((value) => (slug.length >= 8 && value.includes(slug)) || slug.includes(value));
      known.set(slug, answer);
      return answer;
    };
    return (finding) => routeOf(finding, slugsNear?.(finding) ?? finding.workspaces, { ...this.#checked, isKey });
  }

  /** Servers side by side, each with its own few connections. */
  async #runAll(jobs: readonly Job[]): Promise<void> {
    const stop = new AbortController();
    // Every request on its way listens to it.
    setMaxListeners(0, stop.signal);
    const { signal } = this.#options;
    const abort = (): void => stop.abort(signal?.reason);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const examiner = new Examiner({
      courier: this.#courier,
      gateFor: (url) => this.#gateFor(url),
      userAgent: userAgentOf(this.#options.version),
      deadline: this.#clock.monotonic() + (this.#options.deadlineMs ?? DEFAULTS.deadlineMs),
      signal: stop.signal,
    });
    try {
      const byServer = new Map<string, Job[]>();
      for (const job of jobs) {
        const { origin } = job.route.targets[0].url;
        const list = byServer.get(origin);
        if (list === undefined) byServer.set(origin, [job]);
        else list.push(job);
      }
      await Promise.all([...byServer.values()].map((list) => this.#runServer(list, examiner, stop)));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async #runServer(jobs: readonly Job[], examiner: Examiner, stop: AbortController): Promise<void> {
    const waiting: (() => Promise<void>)[] = [];
    await pMap(
      jobs,
      async (job) => {
        const flight = this.#flights.get(job.name);
        // Nothing may come between looking for a flight and starting one.
        const known =
          this.#cache.get(job.name, this.#clock.monotonic()) ?? (flight === undefined ? flight : await flight);
        if (known !== undefined) {
          this.#apply(job, known);
          return;
        }
        const later = await this.#start(job, examiner, stop);
        if (later !== null) waiting.push(later);
      },
      { concurrency: this.#concurrency },
    );
    // Whatever looked active is believed when random keys are still refused, after all keys were asked.
    await pMap(waiting, (finish) => finish(), { concurrency: this.#concurrency });
  }

  /** Asks for one key. Returns what is left to be done after all others, where something is. */
  async #start(job: Job, examiner: Examiner, stop: AbortController): Promise<(() => Promise<void>) | null> {
    const key = job.findings[0]?.secret.reveal() ?? '';
    let land: (verdict: Verdict) => void = () => undefined;
    const flight = new Promise<Verdict>((resolve) => {
      land = resolve;
    });
    this.#flights.set(job.name, flight);
    const settle = (verdict: Verdict): void => {
      this.#flights.delete(job.name);
      this.#cache.set(job.name, verdict, this.#clock.monotonic());
      this.#apply(job, verdict);
      land(verdict);
    };
    const attempt = async <T>(what: () => Promise<T>): Promise<T | null> => {
      try {
        return await what();
      } catch (error) {
        settle(this.#dated(unknownBecause(INTERRUPTED), job, null));
        if (stop.signal.aborted) return null;
        stop.abort();
        throw redactedDefect(error, key);
      }
    };
    const examined = await attempt(() => examiner.examine(job.route, key));
    if (examined === null) return null;
    const { confirm } = examined;
    if (confirm === null) {
      settle(this.#dated(examined.judgement, job, examined));
      return null;
    }
    return async () => {
      const control = await attempt(confirm);
      if (control === null) return;
      settle(this.#dated(control.tellsApart ? examined.judgement : unknownBecause(control.reason), job, examined));
    };
  }

  #dated(judgement: Judgement, job: Job, examined: Examined | null): Verdict {
    return {
      ...judgement,
      checkedAt: (this.#options.now?.() ?? new Date()).toISOString(),
      endpoint: (examined?.target ?? job.route.targets[0]).url.href,
      rateLimit: examined?.told ?? null,
    };
  }

  #apply(job: Job, verdict: Verdict): void {
    const { state, reason, checkedAt, endpoint } = verdict;
    for (const finding of job.findings) {
      this.#verdicts.set(finding, verdict);
      finding.validity = { state, reason, checkedAt, endpoint };
      finding.severity = severityOf(finding, state);
      if (state !== 'active') continue;
      finding.suppressed = null;
      for (const occurrence of finding.occurrences) occurrence.suppressed = null;
    }
  }

  #gateFor(url: URL): Gate {
    const gate = this.#gates.get(url.origin) ?? new Gate(this.#clock);
    this.#gates.set(url.origin, gate);
    return gate;
  }
}
