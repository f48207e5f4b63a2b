/**
 * Secrets of GitHub Actions. GitHub tells their names and when each was last set, and never a value: so a key is not verified there, but
 * that its secret is gone, or older than the key, is seen. https://docs.github.com/rest/actions/secrets
 */
import { EnvHttpProxyAgent, fetch } from 'undici';
import { z } from 'zod';

const PATIENCE_MS = 15_000;
const MOST_BYTES = 65_536;
const PART = /^[\w.-]+$/;
const answer = z.object({ updated_at: z.iso.datetime({ offset: true }) });

/**
 * @param rest what stands behind `github:`: OWNER/REPO#NAME, OWNER/REPO/ENVIRONMENT#NAME, or ORGANISATION#NAME
 * @returns a sentence
 */
export async function githubSecret(rest: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const path = pathOf(rest);
  if (path === null) return `github:${rest.slice(0, 100)} is no OWNER/REPO#NAME.`;
  const name = rest.slice(rest.lastIndexOf('#') + 1);
  const token = env['GITHUB_TOKEN'] ?? '';
  if (token === '') return `GITHUB_TOKEN is not set: GitHub cannot be asked for the secret ${name}.`;
  const api = (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
  try {
    const response = await fetch(`${api}${path}`, {
      headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'keyturn' },
      // The token goes where it was meant to go, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
      dispatcher: new EnvHttpProxyAgent(),
    });
    const text = (await response.text()).slice(0, MOST_BYTES);
    if (response.status === 404) return `GitHub has no secret ${name} there, or the token may not see it.`;
    if (response.status !== 200) return `GitHub answered ${response.status} when asked for the secret ${name}.`;
    const { updated_at } = answer.parse(JSON.parse(text));
    return `GitHub has the secret ${name}, last set on ${updated_at.slice(0, 10)}; it shows no value.`;
  } catch {
    return `GitHub could not be asked for the secret ${name}.`;
  }
}

function pathOf(rest: string): string | null {
  const at = rest.lastIndexOf('#');
  const name = rest.slice(at + 1);
  const parts = rest.slice(0, at).split('/');
  if (at === -1 || !/^\w+$/.test(name) || !parts.every((part) => PART.test(part) && !/^\.+$/.test(part))) return null;
  const [owner, repo, environment] = parts;
  if (parts.length > 3 || owner === undefined) return null;
  if (repo === undefined) return `/orgs/${owner}/actions/secrets/${name}`;
  const base = `/repos/${owner}/${repo}`;
  return environment === undefined
    ? `${base}/actions/secrets/${name}`
    : `${base}/environments/${environment}/secrets/${name}`;
}
