/** `keyturn schedule`: audits by cron, in the foreground. */
import { join } from 'node:path';
import { auditDocument, cronOf, runAudit, Scheduler, Status, timezoneOf, writeReports } from '@keyturn/auditor';
import { KeyturnError } from '@keyturn/scanner';
import { setUpAudit, tell, withAuditOptions } from '../audit-setup.ts';
import type { AuditSetup, ScheduleCommandOptions } from '../audit-setup.ts';
import { now } from '../clock.ts';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';
import { withRoomFor } from '../memory.ts';

/** Returns when it is ended: 0 by SIGTERM, 130 by SIGINT. What was under way goes on with the next start. */
export async function schedule(options: ScheduleCommandOptions): Promise<number> {
  const setup = await setUpAudit([], options);
  try {
    return await runSchedule(options, setup);
  } finally {
    await setup.ledger.close();
  }
}

async function runSchedule(options: ScheduleCommandOptions, setup: AuditSetup): Promise<number> {
  const { ledger, config } = setup;
  const own = config?.own?.audit;
  const when = options.cron ?? own?.schedule;
  if (when === undefined) {
    throw new KeyturnError('usage', 'There is no schedule: --cron @quarterly, or audit.schedule.');
  }
  if ((config?.own?.targets.length ?? 0) === 0) {
    throw new KeyturnError('usage', 'There is nothing to audit: list targets in your configuration.');
  }
  const stop = new AbortController();
  const code = untilSignal(stop);
  const status = new Status({
    nextRun: () => scheduler.nextRun(),
    isRunning: () => scheduler.isRunning,
    outbox: () => ledger.outbox.counts(),
  });
  const scheduler: Scheduler = new Scheduler({
    expression: cronOf(when),
    timezone: timezoneOf(options.timezone ?? own?.timezone),
    now,
    signal: stop.signal,
    last: async () => {
      const last = (await ledger.records.list()).at(-1);
      return last === undefined ? null : { startedAt: new Date(last.startedAt), isFinished: last.finishedAt !== null };
    },
    run: async () => {
      const id = await withAuditOptions([], options, setup, stop.signal, runAudit);
      const document = await withRoomFor(await ledger.keyCount(), () =>
        auditDocument(ledger, id, null, setup.document),
      );
      const folder = options.report ?? own?.report;
      if (folder !== undefined) await writeReports(document, join(folder, id));
      status.succeeded(document);
      complain(
        `The audit ${id} is done: ${document.changes.new.length} new, ${document.changes.closed.length} closed.`,
      );
      await tell(setup);
    },
    deliver: () => tell(setup),
    onFailure: (error) => {
      const isKnown = error instanceof KeyturnError;
      const sentence = isKnown ? error.message : `A defect of Keyturn: ${error instanceof Error ? error.stack : ''}`;
      status.failed(isKnown ? sentence : 'A defect of Keyturn: see its log.');
      complain(sentence);
    },
  });
  const server = options.listen === undefined ? null : await status.listen(options.listen);
  if (server !== null) complain(`Health and metrics: ${server.url}`);
  try {
    const running = scheduler.untilStopped();
    complain(`The next audit is due at ${scheduler.nextRun()?.toISOString() ?? 'no time'}.`);
    await running;
  } finally {
    await server?.close();
  }
  return code();
}

/** In place of ending at once: a scheduler closes what it has open. @returns the exit code, once a signal came */
function untilSignal(stop: AbortController): () => number {
  let code: number = ExitCode.clean;
  for (const [signal, exit] of [
    ['SIGINT', ExitCode.interrupted],
    ['SIGTERM', ExitCode.clean],
  ] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      code = exit;
      stop.abort();
    });
  }
  return () => code;
}
