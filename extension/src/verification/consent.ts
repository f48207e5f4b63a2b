/** Which providers a user has agreed to send keys to, and what they are asked before. */
import { providers } from '@keyturn/providers';
import type { PlannedRequest } from '@keyturn/verifier';
import type { Translate } from '../translate.ts';

/** One provider at one host: what is agreed to. Another host is another question. */
export interface Destination {
  readonly provider: string;
  /** Scheme and host. */
  readonly host: string;
  /** `GET /v1/me`, each once. */
  readonly requests: readonly string[];
  /** `Authorization: Bearer <ck_live_…(30)>`, without a character of a key. */
  readonly header: string;
  /** Of the keys that would go there. */
  readonly fingerprints: readonly string[];
}

/** What a plan's requests come to, in their order. */
export function destinationsOf(requests: readonly PlannedRequest[]): Destination[] {
  const found = new Map<string, Destination>();
  for (const { provider, host, method, path, header, purpose, fingerprint } of requests) {
    if (purpose === 'control' || fingerprint === null) continue;
    const name = `${provider} ${host}`;
    const known = found.get(name);
    found.set(name, {
      provider,
      host,
      header: known?.header ?? header,
      requests: [...new Set([...(known?.requests ?? []), `${method} ${path}`])],
      fingerprints: [...new Set([...(known?.fingerprints ?? []), fingerprint])],
    });
  }
  return [...found.values()];
}

/** What is remembered of an agreement. */
export function agreementTo({ provider, host }: Destination): string {
  return `${provider} ${host}`;
}

/** The question, and at length what is sent where. */
export function questionOf(
  { provider, host, requests, header, fingerprints }: Destination,
  t: Translate,
): { readonly message: string; readonly detail: string } {
  const name = providers.find(({ id }) => id === provider)?.name ?? provider;
  const { length } = fingerprints;
  return {
    message: length === 1 ? t('Send this key to {0}?', name) : t('Send {0} keys to {1}?', length, name),
    detail: [
      t('{0} is asked whether the key works: {1}, with {2}.', host, requests.join(', '), header),
      t('Random keys of the same form are sent there too, to see what its answers mean. Nothing goes anywhere else.'),
      t('You are asked once for each provider. The setting keyturn.verification says whether at all.'),
    ].join('\n\n'),
  };
}
