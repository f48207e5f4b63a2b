import { providers as knownProviders } from '@keyturn/providers';
import type { Provider } from '@keyturn/providers';
import { KeyturnError } from '@keyturn/scanner';
import type { Clock } from './clock.ts';
import { endpointOf, isSlug } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { Environment } from './network.ts';
import type { Transport } from './transport.ts';

/** All of it comes from the user: flags, environment, their own configuration. Nothing from what was scanned. */
export interface VerifierOptions {
  /** Base URLs by provider, from `KEYTURN_ENDPOINT_<PROVIDER>`: https, or http on loopback. */
  readonly endpoints?: Readonly<Partial<Record<string, string>>>;
  /** The user vouches that ambiguous keys are this provider's. */
  readonly verifyAs?: string;
  /** The user's own workspaces. */
  readonly workspaces?: readonly string[];
  /** The clock of the verdicts; KEYTURN_NOW may stand in for it. */
  readonly now?: () => Date;
  /** Keyturn's own version, for the User-Agent. */
  readonly version?: string;
  /** For HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS; `process.env` by default. */
  readonly env?: Environment;
  /** For a whole run, in milliseconds. */
  readonly deadlineMs?: number;
  /** Requests on their way to one server at once. */
  readonly concurrency?: number;
  readonly connectTimeoutMs?: number;
  /** Of one request, from its first byte to the last of its answer. */
  readonly totalTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The user's own providers beside Keyturn's. */
  readonly providers?: readonly Provider[];
  /** For tests. */
  readonly clock?: Clock;
  readonly transport?: Transport;
}

type Figure = 'deadlineMs' | 'concurrency' | 'connectTimeoutMs' | 'totalTimeoutMs';

export const DEFAULTS: Readonly<Record<Figure, number>> = {
  deadlineMs: 600_000,
  concurrency: 16,
  connectTimeoutMs: 5000,
  totalTimeoutMs: 8000,
};

/** The project's own page, for whoever reads a provider's log. */
const HOME = 'https://github.com/keyturn/keyturn';

export function userAgentOf(version: string | undefined): string {
  return `keyturn/${version ?? '0'} (secret scanner verifying a key it found; +${HOME})`;
}

export interface CheckedOptions {
  readonly providers: readonly Provider[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly verifyAs: string | null;
  readonly workspaces: readonly string[];
}

/** @throws KeyturnError 'usage' */
export function checkOptions(options: VerifierOptions): CheckedOptions {
  const providers = options.providers ?? knownProviders;
  const ids = providers.map(({ id }) => id);
  const given = Object.entries(options.endpoints ?? {}).filter(([, base]) => base !== undefined && base !== '');
  const stranger = given.find(([id]) => !ids.includes(id));
  if (stranger !== undefined) {
    throw new KeyturnError(
      'usage',
      `KEYTURN_ENDPOINT_${stranger[0].toUpperCase()} names no provider. There are: ${ids.join(', ')}.`,
    );
  }
  const bases = new Map(given);
  const endpoints = providers.flatMap((provider): [string, Endpoint][] => {
    const endpoint = endpointOf(provider, bases.get(provider.id));
    return endpoint === null ? [] : [[provider.id, endpoint]];
  });
  const { verifyAs } = options;
  if (verifyAs !== undefined && !ids.includes(verifyAs)) {
    throw new KeyturnError(
      'usage',
      `--verify-as ${JSON.stringify(verifyAs)} names no provider. There are: ${ids.join(', ')}.`,
    );
  }
  const workspaces = [...new Set(options.workspaces)];
  const probes = providers.flatMap(({ probe }) => (probe?.workspace === undefined ? [] : [probe]));
  const wrong = workspaces.find((slug) => !probes.some((probe) => isSlug(probe, slug)));
  if (wrong !== undefined) {
    throw new KeyturnError(
      'usage',
      `--workspace ${JSON.stringify(wrong.slice(0, 80))} is no workspace's slug: lower-case letters, digits and hyphens, 63 at most.`,
    );
  }
  return { providers, endpoints: new Map(endpoints), verifyAs: verifyAs ?? null, workspaces };
}
