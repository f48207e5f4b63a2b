/**
 * Which keys may be sent, and where. Sending one vendor's key to another is a leak, so whatever is in doubt stays here.
 *
 * A key that is not sent is `not-checked`, with the reason: nothing was asked, so nothing is *unknown* of the provider's
 * answer. `unknown` is kept for what was asked, or would have been if the network had let it.
 */
import type { KeyShape, Provider } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';
import { isSlug, targetOf } from './endpoint.ts';
import type { Endpoint, Target } from './endpoint.ts';

export interface RouteOptions {
  readonly providers: readonly Provider[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly verifyAs: string | null;
  /** The user's own workspaces; every one has passed the provider's pattern. */
  readonly workspaces: readonly string[];
  /** Whether a slug is, or holds, a key of this run: a text could name a key as a workspace to have it put into a URL. */
  readonly isKey: (slug: string) => boolean;
}

export interface Route {
  readonly endpoint: Endpoint;
  /** The public beginning of the key; empty for a key without one. */
  readonly prefix: string;
  readonly targets: readonly [Target, ...Target[]];
}

export type Routed = { readonly route: Route } | { readonly stays: string };

/** Workspaces beside one key that are tried: a text could name thousands. */
const MOST_SLUGS = 3;
/** What a header carries without being folded or trimmed. */
const SENDABLE = /^[\x21-\x7E]{8,4096}$/;

export function routeOf(finding: Finding, slugs: readonly string[], options: RouteOptions): Routed {
  const { provider: id, rivalClear } = finding;
  if (rivalClear) return { stays: 'Not sent anywhere: the context names another vendor, to which the key belongs.' };
  if (id === null && options.verifyAs === null) {
    return {
      stays:
        'Not sent anywhere: several vendors use this prefix and nothing says whose key it is. Where you know, say so with --verify-as.',
    };
  }
  const provider = options.providers.find((one) => one.id === (id ?? options.verifyAs));
  if (provider === undefined) {
    return { stays: 'Not sent anywhere: the provider is not one that Keyturn knows how to ask.' };
  }
  const endpoint = options.endpoints.get(provider.id);
  if (endpoint === undefined) return { stays: `${provider.name} has no endpoint at which a key could be checked.` };
  const value = finding.secret.reveal();
  if (!SENDABLE.test(value)) return { stays: 'Not sent anywhere: it holds characters that no header carries.' };
  const shape = shapeOf(provider, value);
  if (id === null && (shape === undefined || !finding.candidates.includes(provider.id))) {
    return {
      stays: `Not sent anywhere: it can’t be a key of ${provider.name}’s, so --verify-as does not apply to it.`,
    };
  }
  // A scanned tree may add rules: none of them can make another vendor's key one of this provider's.
  if (shape === undefined && provider.shapes.length > 0) {
    return { stays: `Not sent anywhere: it does not have the form of a key of ${provider.name}’s.` };
  }
  // A key without a form of its own that is named by nothing but a variable may be anybody's.
  if (id !== null && provider.shapes.length === 0 && finding.confidence === 'low' && options.verifyAs !== id) {
    return {
      stays: `Not sent anywhere: the little that is near it does not say for sure that it is ${provider.name}’s. Where you know, say so with --verify-as.`,
    };
  }
  if (id !== null && !endpoint.probe.checks.includes(finding.rule)) {
    return {
      stays: `Cannot check: ${provider.name} offers no request that tells whether this kind of secret works without using it.`,
    };
  }
  const targets = targetsOf(endpoint, slugs, options);
  const [first, ...rest] = targets;
  if (first === undefined) {
    return {
      stays: `Cannot check: every request to ${provider.name} names a workspace, and none is known. Name yours with --workspace.`,
    };
  }
  return { route: { endpoint, prefix: shape?.prefix ?? '', targets: [first, ...rest] } };
}

function shapeOf(provider: Provider, value: string): KeyShape | undefined {
  return provider.shapes.find(({ prefix, tail }) => {
    const length = value.length - prefix.length;
    return value.startsWith(prefix) && length >= tail.min && length <= tail.max;
  });
}

/** The user's own workspaces first: theirs are the answers that prove something. */
function targetsOf(endpoint: Endpoint, slugs: readonly string[], { workspaces, isKey }: RouteOptions): Target[] {
  const { probe } = endpoint;
  if (probe.workspace === undefined) return [targetOf(endpoint, null, true)];
  const named = [...new Set(slugs)].filter((slug) => isSlug(probe, slug) && !workspaces.includes(slug) && !isKey(slug));
  return [
    ...workspaces.map((slug) => targetOf(endpoint, slug, true)),
    ...named.slice(0, MOST_SLUGS).map((slug) => targetOf(endpoint, slug, false)),
  ];
}
