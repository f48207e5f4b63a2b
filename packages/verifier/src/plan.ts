/** What would be sent, for `--dry-run`: never a key, and nothing that could be mistaken for one. */
import type { Finding } from '@keyturn/scanner';
import type { Target } from './endpoint.ts';
import { formOf } from './random-key.ts';
import type { Routed } from './route.ts';

export interface PlannedRequest {
  readonly provider: string;
  readonly method: 'GET';
  /** Scheme and host, with the port where it is not the scheme's own. */
  readonly host: string;
  readonly path: string;
  /** The header that carries the key, with its preview in the key's place: `Authorization: Bearer ck_live_…(30)`. */
  readonly header: string;
  /** `control`: a random key, before the real ones. */
  readonly purpose: 'control' | 'key';
  /** Of the key; null for a random one. */
  readonly fingerprint: string | null;
}

/** A key that would not be sent, and why. */
export interface HeldBack {
  readonly fingerprint: string;
  readonly reason: string;
}

export interface Plan {
  readonly requests: readonly PlannedRequest[];
  readonly heldBack: readonly HeldBack[];
}

export function planOf(findings: readonly Finding[], routeOf: (finding: Finding) => Routed): Plan {
  const requests: PlannedRequest[] = [];
  const heldBack: HeldBack[] = [];
  const controls = new Set<string>();
  const sent = new Set<string>();
  for (const finding of findings) {
    const routed = routeOf(finding);
    if ('stays' in routed) {
      heldBack.push({ fingerprint: finding.fingerprint, reason: routed.stays });
      continue;
    }
    const { targets, prefix } = routed.route;
    for (const target of targets) {
      const request = `${target.url.href} ${finding.fingerprint}`;
      if (sent.has(request)) continue;
      sent.add(request);
      const control = `${target.url.href} ${formOf(finding.secret.reveal(), prefix).id}`;
      if (!controls.has(control)) {
        controls.add(control);
        requests.push(planned(target, 'control', null, 'a random key of the same shape'));
      }
      requests.push(planned(target, 'key', finding.fingerprint, finding.preview));
    }
  }
  return { requests, heldBack };
}

function planned(
  { endpoint, url }: Target,
  purpose: PlannedRequest['purpose'],
  fingerprint: string | null,
  shown: string,
): PlannedRequest {
  const { probe, provider } = endpoint;
  return {
    provider: provider.id,
    method: probe.method,
    host: url.origin,
    path: `${url.pathname}${url.search}`,
    header: `${probe.header}: ${probe.value.replace('{key}', () => `<${shown}>`)}`,
    purpose,
    fingerprint,
  };
}
