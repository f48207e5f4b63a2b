/** Where a provider's keys may go: its pinned host, or the one that the user names in `KEYTURN_ENDPOINT_…`. */
import type { Probe, Provider } from '@keyturn/providers';
import { KeyturnError } from '@keyturn/scanner';

/** A provider that can be asked. Compared by identity: one for each provider and verifier. */
export interface Endpoint {
  readonly provider: Provider;
  readonly probe: Probe;
  /** Without a slash at its end. May hold `{workspace}`. */
  readonly base: string;
}

/** One URL to ask. Nothing of a key is in it. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly url: URL;
  readonly workspace: string | null;
  /** Whether a refusal here can prove a key dead. */
  readonly own: boolean;
}

const WORKSPACE = '{workspace}';

/** The provider's own endpoint, or the given one. Null where the provider has no probe. */
export function endpointOf(provider: Provider, given: string | undefined): Endpoint | null {
  const { probe } = provider;
  if (probe === null) return null;
  return { provider, probe, base: given === undefined ? probe.baseUrl : checkedBase(provider.id, given) };
}

/** @throws KeyturnError 'usage' with what is wrong; nothing of the URL but its host is in the message */
function checkedBase(provider: string, given: string): string {
  const variable = `KEYTURN_ENDPOINT_${provider.toUpperCase()}`;
  const wrong = (reason: string): KeyturnError =>
    new KeyturnError(
      'usage',
      `${variable} ${reason}. It takes a base URL: https, or http on this machine (127.0.0.1, [::1], localhost).`,
    );
  const text = given.trim().replaceAll(/%7B(?:workspace|slug)%7D|\{slug\}/gi, WORKSPACE);
  if (!URL.canParse(text)) throw wrong('is not a URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    {
      throw wrong('holds a user name or a password, which an endpoint does not have');
    }
  }
  if (url.search !== '' || url.hash !== '') throw wrong('has a query or a fragment, which a base URL does not have');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw wrong(`is http on ${url.hostname}, where anyone on the way could read the key`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong(`is ${url.protocol.slice(0, -1)}, not https`);
  return `${url.origin}${url.pathname}`.replaceAll(/%7Bworkspace%7D/gi, WORKSPACE).replace(/\/+$/, '');
}

/** As a URL writes it: 127.1 and 2130706433 are 127.0.0.1 there. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

const targets = new WeakMap<Endpoint, Map<string, Target>>();

/** The URL of an endpoint, for a workspace where it needs one: made once. The slug has passed its pattern. */
export function targetOf(endpoint: Endpoint, workspace: string | null, own: boolean): Target {
  const known = targets.get(endpoint) ?? new Map<string, Target>();
  targets.set(endpoint, known);
  const name = `${own ? 'own' : 'named'} ${workspace ?? ''}`;
  const target = known.get(name) ?? { endpoint, url: urlOf(endpoint, workspace), workspace, own };
  known.set(name, target);
  return target;
}

function urlOf({ base, probe }: Endpoint, workspace: string | null): URL {
  // A base that places the workspace itself, or ends where it would be placed, is not followed by it once more.
  const placed = base.includes(WORKSPACE);
  const path =
    placed || base.endsWith('/workspaces') ? probe.path.replace(/^\/workspaces(?=\/\{workspace\})/, '') : probe.path;
  const tail = placed ? path.replace(`/${WORKSPACE}`, '') : path;
  return new URL(`${base}${tail}`.replaceAll(WORKSPACE, workspace ?? ''));
}

export function isSlug(probe: Probe, slug: string): boolean {
  return probe.workspace !== undefined && new RegExp(probe.workspace.pattern).test(slug);
}
