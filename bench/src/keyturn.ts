import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contender.ts';
import { certificatesEnvironment } from './environment.ts';
import type { Run } from './measure/measure.ts';
import { root } from './root.ts';

/** The bundle that is published. */
export const EXECUTABLE: string = join(root, 'packages/cli/dist/keyturn.cjs');

const NO_DECODERS = '--no-decode';

/** What the contract promises of `--format json`, as far as the bench looks at it. */
interface Report {
  readonly coverage?: { readonly complete?: boolean; readonly files?: number };
  readonly findings?: readonly unknown[];
}

/**
 * Ourselves, as users run it.
 * @param args after `scan`
 * @param expected what a whole scan covers, where that is known
 */
export function keyturnScan(
  args: readonly string[],
  expected: { readonly files?: number } = {},
  id = 'keyturn',
): Contender {
  return {
    id,
    role: 'ours',
    version: null,
    command: {
      program: process.execPath,
      args: [EXECUTABLE, 'scan', '--format', 'json', '--no-archives', NO_DECODERS, ...args],
      output: 'capture',
    },
    expectedExits: [0, 1],
    found: (run) => parseReport(run)?.findings?.length ?? null,
    problems: (run) => {
      const report = parseReport(run);
      if (report === null) {
        return ['its output is no JSON'];
      }
      const files = report.coverage?.files ?? 0;
      return [
        ...(report.coverage?.complete === true ? [] : ['its coverage is incomplete']),
        ...(expected.files !== undefined && files < expected.files
          ? [`it looked at ${files} of ${expected.files} files`]
          : []),
      ];
    },
  };
}

/** The same with decoders, to be set beside peers that decode. */
export function withDecoders(scan: Contender): Contender {
  const { command } = scan;
  const args = command.args.filter((arg) => arg !== NO_DECODERS);
  return { ...scan, id: `${scan.id}, decoders on`, command: { ...command, args } };
}

/** The same with the certificates that the machine names for Node; nothing where it names none. */
export function withCertificates(scan: Contender): Contender[] {
  if (certificatesEnvironment === undefined) return [];
  const command = { ...scan.command, env: { ...scan.command.env, ...certificatesEnvironment } };
  return [{ ...scan, id: `${scan.id}, NODE_EXTRA_CA_CERTS set`, command }];
}

/** A sentence on what to do where the executable is not there; null where it is. */
export function missingExecutable(): string | null {
  return existsSync(EXECUTABLE) ? null : `${EXECUTABLE} is not there; \`npm run build\` makes it.`;
}

function parseReport({ stdout }: Run): Report | null {
  try {
    const value: unknown = JSON.parse(stdout ?? '');
    return typeof value === 'object' ? value : null;
  } catch {
    // Flagged in the table.
    return null;
  }
}
