import type { Finding } from '@keyturn/scanner';
import { sortFindings } from '@keyturn/scanner';
import type { Event } from './event/event.ts';

/** Why keys are not sent to their providers, though that was asked for; null where they may be. */
export function refusalToVerify({ isFork, isPrivate }: Pick<Event, 'isFork' | 'isPrivate'>): string | null {
  if (isFork) return 'verify: a pull request from a fork is never verified, or its author could try keys here.';
  if (!isPrivate) {
    return 'verify: the logs and results of a public repository tell anyone which keys work, so nothing is verified here.';
  }
  return null;
}

const ENDPOINT = /^KEYTURN_ENDPOINT_([A-Z0-9_]+)$/;

/** Verifies in place; a key that is active loses every mark. @throws KeyturnError `usage` for an endpoint that may not be asked */
export async function verify(findings: Finding[], now: () => Date, version: string): Promise<void> {
  const endpoints = Object.entries(process.env).flatMap(([name, value]): [string, string][] => {
    const provider = ENDPOINT.exec(name)?.[1];
    return provider === undefined || value === undefined ? [] : [[provider.toLowerCase(), value]];
  });
  const { createVerifier } = await import('@keyturn/verifier');
  const verifier = createVerifier({ endpoints: Object.fromEntries(endpoints), version, now });
  try {
    await verifier.verify(findings, { slugsNear: (finding) => finding.workspaces });
  } finally {
    await verifier.close();
  }
  sortFindings(findings);
}
