import { KeyturnError } from '@keyturn/scanner';
import type { TargetConfig } from '@keyturn/config';
import type { GitHub } from '../github/client.ts';
import { nameOfUrl, parseTarget } from './parse-target.ts';
import type { TargetSpec } from './parse-target.ts';
import type { Target } from './repository.ts';

/**
 * All repositories that targets stand for, each once, in the order of the targets and of their names. What can't be listed is a
 * target that was not covered.
 *
 * @throws KeyturnError `usage` for what is no target
 */
export async function resolveTargets(
  targets: readonly TargetConfig[],
  openGitHub: () => Promise<GitHub>,
): Promise<Target[]> {
  const specs = targets.map(parseTarget);
  const byName = new Map<string, Target>();
  const lazily = once(openGitHub);
  for (const spec of specs) {
    for (const target of await listOf(spec, lazily)) {
      if (!byName.has(target.name)) byName.set(target.name, target);
    }
  }
  await lazily.opened?.then((github) => github.close());
  return [...byName.values()];
}

async function listOf(spec: TargetSpec, github: () => Promise<GitHub>): Promise<readonly Target[]> {
  if (spec.kind === 'path') {
    return [{ name: spec.path, place: { path: spec.path }, visibility: 'unknown', github: null }];
  }
  if (spec.kind === 'url') {
    return [{ name: nameOfUrl(spec.url), place: { url: spec.url }, visibility: 'unknown', github: null }];
  }
  const { getRepository, listAccount } = await import('./github.ts');
  try {
    return spec.kind === 'repository'
      ? [await getRepository(await github(), spec.owner, spec.repository)]
      : await listAccount(await github(), spec.account, spec.isUser, spec.which);
  } catch (error) {
    if (!(error instanceof KeyturnError) || error.code !== 'source') throw error;
    const account = spec.kind === 'account' ? (spec.isUser ? `user/${spec.account}` : spec.account) : null;
    const name = spec.kind === 'repository' ? `github:${spec.owner}/${spec.repository}` : `github:${account ?? ''}`;
    return [{ name, failure: error.message }];
  }
}

/** Opened when it is asked for, and once. */
function once(open: () => Promise<GitHub>): (() => Promise<GitHub>) & { opened?: Promise<GitHub> } {
  const ask: (() => Promise<GitHub>) & { opened?: Promise<GitHub> } = () => (ask.opened ??= open());
  return ask;
}
