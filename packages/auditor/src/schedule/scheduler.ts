/** Runs audits when they are due, in the foreground: one at a time, missed ones made up, letters delivered in between. */
import { parse } from 'node-cron';
import type { ScheduledTask } from 'node-cron';
import { cronTask, lastDue } from './cron.ts';

/** Between two tries to deliver what is owed, in milliseconds. */
const DELIVER_EVERY = 60_000;
/** How far back a missed run is looked for. */
const LOOK_BACK = 400 * 24 * 3600_000;

export interface SchedulerOptions {
  /** Five fields of cron. */
  readonly expression: string;
  readonly timezone: string;
  readonly now: () => Date;
  /** When the last audit began, and whether it came to its end; null: there was none. */
  readonly last: () => Promise<{ readonly startedAt: Date; readonly isFinished: boolean } | null>;
  /** One audit. */
  readonly run: () => Promise<void>;
  /** Delivers what is owed. */
  readonly deliver: () => Promise<void>;
  /** What went wrong; the schedule goes on. */
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #task: ScheduledTask;
  #running: Promise<void> | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#task = cronTask(options.expression, options.timezone, () => this.runOnce());
    // The machine slept, or an audit took longer than its interval.
    this.#task.on('execution:missed', () => this.runOnce());
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  nextRun(): Date | null {
    return this.#task.getNextRun();
  }

  /** Until the signal comes; what is under way then comes to its end first. */
  async untilStopped(): Promise<void> {
    const { signal } = this.#options;
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await this.#task.start();
    const timer = setInterval(() => void this.#deliver(), DELIVER_EVERY);
    try {
      if (await this.isOwed()) void this.runOnce();
      else void this.#deliver();
      await stopped;
    } finally {
      clearInterval(timer);
      await this.#task.destroy();
      await this.#running;
    }
  }

  /** Whether an audit was cut off, or was due while nobody ran. */
  async isOwed(): Promise<boolean> {
    const { last, now, expression } = this.#options;
    const before = await last();
    if (before === null) return false;
    if (!before.isFinished) return true;
    const until = now();
    const after = new Date(Math.max(before.startedAt.getTime(), until.getTime() - LOOK_BACK));
    return lastDue(this.#task, parse(expression).minute, after, until) !== null;
  }

  /** Runs an audit, unless one is running. A failure is told, and does not end the schedule. */
  async runOnce(): Promise<void> {
    if (this.#running !== null || this.#options.signal.aborted) return;
    this.#running = this.#guarded(this.#options.run).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #deliver(): Promise<void> {
    // An audit delivers by itself when it ends.
    if (this.#running === null) await this.#guarded(this.#options.deliver);
  }

  async #guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!this.#options.signal.aborted) this.#options.onFailure(error);
    }
  }
}
