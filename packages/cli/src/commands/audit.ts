/** `keyturn audit`: one audit, or the comparison of two that were. */
import { auditDocument, loadReport, reportFormats, runAudit, verdictOf, writeReports } from '@keyturn/auditor';
import type { AuditDocument, ReportFormat } from '@keyturn/auditor';
import { failOnChoices, isFailOn } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import { setUpAudit, tell, withAuditOptions } from '../audit-setup.ts';
import type { AuditCommandOptions } from '../audit-setup.ts';
import { ExitCode } from '../exit-code.ts';
import { complain } from '../terminal.ts';
import { untilInterrupted } from '../verification.ts';
import { withRoomFor } from '../memory.ts';

const CODES = { open: ExitCode.findings, incomplete: ExitCode.incomplete, clean: ExitCode.clean };

/** Returns 1 for open keys, else 3 where not all was covered, else 0. */
export async function audit(targets: readonly string[], options: AuditCommandOptions): Promise<number> {
  const format = formatOf(options);
  const setup = await setUpAudit(targets, options);
  const { ledger } = setup;
  try {
    if (options.deliver === true) {
      await tell(setup);
      return (await ledger.outbox.counts()).pending === 0 ? ExitCode.clean : ExitCode.incomplete;
    }
    const [from, to] = comparedOf(targets, options);
    const id = to ?? (await untilInterrupted((signal) => withAuditOptions(targets, options, setup, signal, runAudit)));
    const document = await withRoomFor(await ledger.keyCount(), () =>
      auditDocument(ledger, id, from ?? null, setup.document),
    );
    await print(document, format);
    const folder = options.report ?? setup.config?.own?.audit.report;
    if (folder !== undefined) {
      await writeReports(document, folder);
      if (options.quiet !== true) complain(`The report is in ${folder}.`);
    }
    // After the report: whoever waits for it gets it, whatever becomes of the messages.
    if (to === undefined) await tell(setup);
    return CODES[verdictOf(document, options.failOn)];
  } finally {
    await ledger.close();
  }
}

function formatOf({ format, failOn }: AuditCommandOptions): ReportFormat {
  const known = reportFormats.find((one) => one === format);
  if (known === undefined) {
    throw new KeyturnError('usage', `There is no format ${format}. Choose from ${reportFormats.join(', ')}.`);
  }
  if (!isFailOn(failOn)) throw new KeyturnError('usage', `--fail-on takes ${failOnChoices}, not ${failOn}.`);
  return known;
}

function comparedOf(targets: readonly string[], { compare }: AuditCommandOptions): readonly string[] {
  if (compare === undefined) return [];
  if (compare.length !== 2 || targets.length > 0) {
    throw new KeyturnError(
      'usage',
      '--compare takes two audits, the older one first: --compare 2026-03-31 2026-06-30.',
    );
  }
  return compare;
}

async function print(document: AuditDocument, format: ReportFormat): Promise<void> {
  const write = await loadReport(format);
  for (const piece of write(document)) process.stdout.write(piece);
}
