import { providers } from '@keyturn/providers';
import type { Probe } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';

/** What stands between the slug's slashes; whether it is one is decided by the provider's pattern when it is routed. */
const SEGMENT = '([^/\\s"\'`<>?#\\\\()]{1,63})';
const MOST = 20;

/**
 * Workspaces that the URLs of a text name, in order: `https://api.clarify.ai/v1/workspaces/acme/…` names `acme`. They come
 * from scanned text: they may prove a key active, never dead.
 */
export function workspacesNamedIn(text: string): string[] {
  const found = patterns.flatMap((pattern) =>
    [...text.slice(0, 1_000_000).matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  return [...new Set(found)].slice(0, MOST);
}

/** Those on the key's own lines, as far as the scan kept them. */
export function workspacesOnItsLines(finding: Finding): string[] {
  return workspacesNamedIn(
    finding.occurrences
      .slice(0, 100)
      .map(({ excerpt }) => excerpt?.text ?? '')
      .join('\n'),
  );
}

const patterns: readonly RegExp[] = providers.flatMap(({ probe }) =>
  probe?.workspace === undefined ? [] : [patternOf(probe)],
);

function patternOf({ baseUrl, path }: Probe): RegExp {
  const url = new URL(baseUrl);
  const before = `${url.host}${url.pathname}${path.slice(0, path.indexOf('{workspace}'))}`;
  return new RegExp(`${before.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}${SEGMENT}`, 'gi');
}
