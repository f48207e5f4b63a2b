import type { OwnConfig } from '@keyturn/config';
import { providers } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';
import { sortFindings } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import type { Verifier } from '@keyturn/verifier';
import { now } from './clock.ts';
import { version } from './version.ts';

export interface VerificationFlags {
  readonly verifyAs?: string;
  readonly workspace?: readonly string[];
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const ENDPOINT = /^KEYTURN_ENDPOINT_([A-Z0-9_]+)$/;

/**
 * A verifier by the user's flags, environment and own configuration, whose providers bring probes.
 *
 * @throws KeyturnError `usage` for an endpoint that may not be asked
 */
export function verifierFor(
  { verifyAs, workspace }: VerificationFlags,
  own: OwnConfig | null,
  signal?: AbortSignal,
): Verifier {
  const endpoints = Object.entries(process.env).flatMap(([name, value]): [string, string][] => {
    const provider = ENDPOINT.exec(name)?.[1];
    return provider === undefined || value === undefined ? [] : [[provider.toLowerCase(), value]];
  });
  return createVerifier({
    endpoints: { ...own?.endpoints, ...Object.fromEntries(endpoints) },
    version,
    now,
    ...(verifyAs !== undefined && { verifyAs }),
    workspaces: [...(workspace ?? []), ...(own?.workspaces ?? [])],
    ...(own !== null && { providers: [...providers, ...own.providers] }),
    ...(signal !== undefined && { signal }),
  });
}

/** The workspaces that the scanned text names beside a key. */
export const slugsNear = (finding: Finding): readonly string[] => finding.workspaces;

/** Verifies findings in place and sorts them anew, because a verdict changes the severity. */
export async function verifyFindings(
  findings: Finding[],
  flags: VerificationFlags,
  own: OwnConfig | null,
): Promise<void> {
  await untilInterrupted(async (signal) => {
    const verifier = verifierFor(flags, own, signal);
    try {
      await verifier.verify(findings, { slugsNear });
    } finally {
      await verifier.close();
    }
  });
  sortFindings(findings);
}

/** Every request on its way is cut off before the process ends: no key is sent after Ctrl-C. */
export async function untilInterrupted<T>(verify: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  // Before the listener that ends the process.
  for (const signal of SIGNALS) process.prependListener(signal, interrupt);
  try {
    return await verify(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
