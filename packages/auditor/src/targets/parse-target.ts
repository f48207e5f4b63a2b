/** The words for a target: a path, a clone URL, `github:ORG`, `github:user/NAME`, `github:OWNER/REPOSITORY`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GitHubTarget, TargetConfig } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';

export type TargetSpec =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'repository'; readonly owner: string; readonly repository: string }
  | { readonly kind: 'account'; readonly account: string; readonly isUser: boolean; readonly which: GitHubTarget };

const GITHUB = /^github:(?:(user)\/)?([A-Za-z0-9][A-Za-z0-9-]*)(?:\/([\w.-]+))?$/;
/** `git@host:path`, as ssh takes it. */
const SCP_LIKE = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:(?!\/\/).+$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws KeyturnError `usage` for what is none of them, or would go over the network unencrypted */
export function parseTarget(target: TargetConfig): TargetSpec {
  if (typeof target !== 'string') return accountOf(target.github, target);
  if (target.startsWith('github:')) return parseGitHub(target);
  if (SCP_LIKE.test(target) && !existsSync(target)) return { kind: 'url', url: target };
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target) || /^[A-Za-z]:[\\/]/.test(target) || existsSync(target)) {
    return { kind: 'path', path: resolve(target) };
  }
  return parseUrl(target);
}

function parseGitHub(target: string): TargetSpec {
  const match = GITHUB.exec(target);
  const [, user, name = '', repository] = match ?? [];
  if (match === null || (user !== undefined && repository !== undefined)) {
    throw new KeyturnError(
      'usage',
      `${target} is no target: write github:ORG, github:user/NAME or github:OWNER/REPOSITORY.`,
    );
  }
  if (repository !== undefined) return { kind: 'repository', owner: name, repository };
  return accountOf(user === undefined ? name : `user/${name}`, undefined);
}

function accountOf(named: string, which: GitHubTarget | undefined): TargetSpec {
  const isUser = named.startsWith('user/');
  return {
    kind: 'account',
    account: isUser ? named.slice('user/'.length) : named,
    isUser,
    which: which ?? { github: named, include: [], exclude: [], archived: true, forks: false, visibility: 'all' },
  };
}

function parseUrl(target: string): TargetSpec {
  const url = URL.canParse(target) ? new URL(target) : null;
  const wrong = (why: string): KeyturnError => new KeyturnError('usage', `${withoutCredentials(target)} ${why}`);
  if (url === null) throw wrong('is no address.');
  if (url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:')) {
    throw wrong('holds a password: leave it out, and have git’s credential helper or GITHUB_TOKEN know it.');
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) throw wrong('is not encrypted: write https.');
  if (!['https:', 'http:', 'ssh:', 'file:'].includes(url.protocol)) {
    throw wrong('can’t be cloned from here: write a path, or an address with https, ssh or file.');
  }
  return { kind: 'url', url: target };
}

/** An address as it may be shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** What a clone URL is called in every audit, however it was written. */
export function nameOfUrl(url: string): string {
  const shown = /^ssh:/i.test(url) || !url.includes('://') ? url : withoutCredentials(url);
  return shown.replace(/\/+$/, '').replace(/\.git$/, '');
}
