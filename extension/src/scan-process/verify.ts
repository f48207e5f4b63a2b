/** Asks providers about keys, by the rules of `@keyturn/verifier`: where a key may go is decided there. */
import { ownConfiguration } from '@keyturn/config/find';
import { providers } from '@keyturn/providers';
import { findingOf, Secret } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import type { VerifierOptions } from '@keyturn/verifier';
import type { ProcessMessage, VerifyRequest } from './protocol.ts';

declare const __KEYTURN_VERSION__: string;

const ENDPOINT = /^KEYTURN_ENDPOINT_([A-Z0-9_]+)$/;

/**
 * Verdicts, or what would be sent for them. Nothing of the workspace counts here: endpoints and workspaces' names are the
 * user's own, from their settings, their configuration and their environment, the last of which outranks the others.
 *
 * @throws KeyturnError `usage` for an endpoint that may not be asked, `config` for a broken configuration of the user's
 */
export async function verified(
  { keys, endpoints, isPlan }: VerifyRequest,
  options: Pick<VerifierOptions, 'clock' | 'now' | 'transport'> = {},
): Promise<ProcessMessage> {
  const own = (await ownConfiguration())?.own ?? null;
  const verifier = createVerifier({
    ...options,
    endpoints: { ...own?.endpoints, ...endpoints, ...endpointsOfEnvironment() },
    workspaces: own?.workspaces ?? [],
    version: __KEYTURN_VERSION__,
    ...(own !== null && { providers: [...providers, ...own.providers] }),
  });
  try {
    const findings = keys.map(({ value, prefixLength, fingerprint, ...attribution }) =>
      findingOf(attribution, fingerprint, new Secret(value, prefixLength)),
    );
    if (isPlan) {
      const { requests, heldBack } = verifier.plan(findings);
      return {
        type: 'plan',
        requests,
        heldBack: Object.fromEntries(heldBack.map(({ fingerprint, reason }) => [fingerprint, reason])),
      };
    }
    await verifier.verify(findings);
    return {
      type: 'verdicts',
      verdicts: Object.fromEntries(findings.map(({ fingerprint, validity }) => [fingerprint, validity])),
    };
  } finally {
    await verifier.close();
  }
}

function endpointsOfEnvironment(): Record<string, string> {
  const named = Object.entries(process.env).flatMap(([name, value]): [string, string][] => {
    const provider = ENDPOINT.exec(name)?.[1];
    return provider === undefined || value === undefined ? [] : [[provider.toLowerCase(), value]];
  });
  return Object.fromEntries(named);
}
