/** When audits are due: cron's five fields and its names, in a time zone. */
import { createTask, validateDetailed } from 'node-cron';
import type { ScheduledTask } from 'node-cron';
import { KeyturnError } from '@keyturn/scanner';

/** Names that node-cron does not take; `@quarterly` is that of systemd. */
const NAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@quarterly': '0 0 1 1,4,7,10 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const QUARTER_HOUR = 15 * 60_000;
const MINUTE = 60_000;

/** @throws KeyturnError `config` for what is no schedule */
export function cronOf(schedule: string): string {
  const expression = NAMES[schedule.trim().toLowerCase()] ?? schedule.trim();
  const fields = expression.split(/\s+/);
  if (expression.startsWith('@') || fields.length !== 5) {
    throw new KeyturnError(
      'config',
      `${JSON.stringify(schedule)} is no schedule: write five fields of cron, such as 0 6 1 1,4,7,10 *, or ${Object.keys(NAMES).join(', ')}.`,
    );
  }
  const { valid, errors } = validateDetailed(expression);
  if (!valid) {
    const why = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new KeyturnError('config', `${JSON.stringify(schedule)} is no schedule (${why}).`);
  }
  return expression;
}

/** @throws KeyturnError `config` for what is no time zone */
export function timezoneOf(timezone: string | undefined): string {
  const name = timezone ?? 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === '' ? 'UTC' : name;
  } catch (error) {
    throw new KeyturnError('config', `${JSON.stringify(name)} is no time zone: write one such as Europe/Berlin.`, {
      cause: error,
    });
  }
}

/** A task that is not started yet. */
export function cronTask(expression: string, timezone: string, run: () => Promise<void>): ScheduledTask {
  const silent = (): void => undefined;
  return createTask(expression, run, {
    timezone,
    noOverlap: true,
    suppressMissedWarning: true,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** The last instant at which it was due, after one and up to another; null: it was not. */
export function lastDue(
  task: Pick<ScheduledTask, 'match'>,
  minutes: readonly number[],
  after: Date,
  until: Date,
): Date | null {
  // Every offset of a time zone is of whole quarters of an hour: of each quarter only a few minutes can fit.
  const inQuarter = [...new Set(minutes.map((minute) => minute % 15))].toSorted((a, b) => b - a);
  const last = until.getTime();
  for (
    let quarter = Math.floor(last / QUARTER_HOUR) * QUARTER_HOUR;
    quarter + QUARTER_HOUR > after.getTime();
    quarter -= QUARTER_HOUR
  ) {
    for (const minute of inQuarter) {
      const at = quarter + minute * MINUTE;
      if (at > after.getTime() && at <= last && task.match(new Date(at))) return new Date(at);
    }
  }
  return null;
}
