import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { customRulesAt, ownConfiguration } from '@keyturn/config/find';
import { KeyturnError, severityOf, sortFindings } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import { ExitCode } from '../exit-code.ts';
import { destinations, writeResult } from '../output.ts';
import { findAgain } from '../stored-findings.ts';
import type { StoredResult } from '../stored-findings.ts';
import { complain } from '../terminal.ts';
import type { ColourChoice } from '../terminal.ts';
import { now } from '../clock.ts';
import { slugsNear, untilInterrupted, verifierFor } from '../verification.ts';
import type { VerificationFlags } from '../verification.ts';

interface VerifyOptions extends VerificationFlags {
  readonly dryRun?: boolean;
  readonly format?: readonly string[];
  readonly output?: string;
  readonly color: ColourChoice;
}

/** Verifies a stored result again. Returns 1 if any key is active, 0 if all are proven inactive, else 3. */
export async function verify(file: string, options: VerifyOptions): Promise<number> {
  const started = performance.now();
  destinations(options.format, options.output);
  // The user's own, wherever the result comes from: a tree's configuration has no say in what is sent.
  const config = await ownConfiguration();
  const own = config?.own ?? null;
  const stored = await findAgain(await readResult(file), await customRulesAt('.', config, complain));
  const known = stored.findings.filter(({ fingerprint }) => !stored.lost.has(fingerprint));
  const plan = await untilInterrupted(async (signal) => {
    const verifier = verifierFor(options, own, signal);
    try {
      if (options.dryRun === true) return verifier.plan(known, { slugsNear });
      await verifier.verify(known, { slugsNear });
      return null;
    } finally {
      await verifier.close();
    }
  });
  if (plan !== null) return dryRun(stored, plan);
  markLost(stored);
  const { judgeLeaks } = await import('../hygiene.ts');
  judgeLeaks(stored.findings);
  const { roots, coverage } = stored.document;
  const findings = sortFindings(stored.findings);
  const result = { roots, coverage, findings };
  await writeResult({ result, elapsedMs: performance.now() - started, notices: [] }, options);
  if (findings.some(({ validity }) => validity.state === 'active')) return ExitCode.findings;
  return findings.every(({ validity }) => validity.state === 'inactive') ? ExitCode.clean : ExitCode.incomplete;
}

function markLost({ findings, lost }: StoredResult): void {
  const checkedAt = now().toISOString();
  for (const finding of findings) {
    const reason = lost.get(finding.fingerprint);
    if (reason === undefined) continue;
    finding.validity = { state: 'unknown', reason, checkedAt, endpoint: null };
    finding.severity = severityOf(finding, 'unknown');
  }
}

async function readResult(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyturnError('usage', `The result ${file} cannot be read (${code ?? 'unknown'}). Check the path.`, {
      cause: error,
    });
  }
}

/** Prints each request that would be sent, and sends none. */
function dryRun({ lost }: StoredResult, plan: ReturnType<ReturnType<typeof verifierFor>['plan']>): number {
  const shown = (fingerprint: Finding['fingerprint'] | null): string =>
    fingerprint === null ? '' : `  ${fingerprint}`;
  const lines = [
    ...plan.requests.map(
      ({ method, host, path, header, fingerprint }) => `${method} ${host}${path}  ${header}${shown(fingerprint)}`,
    ),
    ...plan.heldBack.map(({ fingerprint, reason }) => `nothing ${shown(fingerprint)}  ${reason}`),
    ...[...lost].map(([fingerprint, reason]) => `nothing ${shown(fingerprint)}  ${reason}`),
  ];
  process.stdout.write(lines.length === 0 ? 'Nothing would be sent.\n' : `${lines.join('\n')}\n`);
  return ExitCode.clean;
}
