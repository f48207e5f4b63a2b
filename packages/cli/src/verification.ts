import type { OwnConfig } from '@keyturn/config';
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

const ENDPOINT = /^KEYTURN_ENDPOINT_([A-Z0-9_]+)$/;

/** A verifier by the user's flags and environment. @throws KeyturnError `usage` for an endpoint that may not be asked */
export function verifierFor({ verifyAs, workspace }: VerificationFlags, own: OwnConfig | null = null): Verifier {
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
  const verifier = verifierFor(flags, own);
  try {
    await verifier.verify(findings, { slugsNear });
  } finally {
    await verifier.close();
  }
  sortFindings(findings);
}
