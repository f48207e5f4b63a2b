import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyturnError } from '@keyturn/scanner';
import { tokenServer } from '../mirrors/access.ts';
import { selects } from './github.ts';
import { nameOfUrl, parseTarget, withoutCredentials } from './parse-target.ts';

describe('a target', () => {
  it.each([
    ['./nowhere', { kind: 'path', path: resolve('nowhere') }],
    ['/srv/shop', { kind: 'path', path: '/srv/shop' }],
    ['https://git.example/acme/shop.git', { kind: 'url', url: 'https://git.example/acme/shop.git' }],
    ['ssh://git@git.example:2222/shop', { kind: 'url', url: 'ssh://git@git.example:2222/shop' }],
    ['git@github.com:acme/shop.git', { kind: 'url', url: 'git@github.com:acme/shop.git' }],
    ['http://127.0.0.1:8080/shop', { kind: 'url', url: 'http://127.0.0.1:8080/shop' }],
    ['github:acme', { kind: 'account', account: 'acme', isUser: false }],
    ['github:user/ann', { kind: 'account', account: 'ann', isUser: true }],
    ['github:acme/shop', { kind: 'repository', owner: 'acme', repository: 'shop' }],
  ])('%s is understood', (target, spec) => {
    expect(parseTarget(target)).toMatchObject(spec);
  });

  it.each([
    ['https://ann:secret@git.example/shop', 'holds a password'],
    ['http://git.example/shop', 'is not encrypted'],
    ['git://git.example/shop', 'can’t be cloned'],
    ['ext::sh -c touch% /tmp/pwned', 'can’t be cloned'],
    ['github:', 'is no target'],
    ['github:user/ann/shop', 'is no target'],
    ['github:../..', 'is no target'],
  ])('%s is refused', (target, why) => {
    expect(() => parseTarget(target)).toThrow(why);
    expect(() => parseTarget(target)).toThrow(KeyturnError);
  });

  it('whatever it is, is understood or refused with a sentence that shows no password', () => {
    const refusalOf = (target: string): unknown => {
      try {
        parseTarget(target);
        return null;
      } catch (error) {
        return error;
      }
    };
    const wordless = fc.check(
      fc.property(fc.string(), (text) =>
        [text, `https://u:pass-word@${text}`, `github:${text}`]
          .map(refusalOf)
          .every((error) => error === null || (error instanceof KeyturnError && !error.message.includes('pass-word'))),
      ),
    );
    expect(wordless.counterexample).toBeNull();
  });

  it('has one name, however it is written', () => {
    expect(nameOfUrl('https://git.example/acme/shop.git')).toBe('https://git.example/acme/shop');
    expect(nameOfUrl('https://git.example/acme/shop/')).toBe('https://git.example/acme/shop');
    expect(withoutCredentials('https://ann:secret@git.example/x')).toBe('https://git.example/x');
  });
});

it('the token is for the server whose API is asked, and no other', () => {
  expect(tokenServer({})).toBe('https://github.com');
  expect(tokenServer({ GITHUB_API_URL: 'https://api.github.com' })).toBe('https://github.com');
  expect(tokenServer({ GITHUB_API_URL: 'https://git.example/api/v3' })).toBe('https://git.example');
  expect(tokenServer({ GITHUB_SERVER_URL: 'https://git.example', GITHUB_API_URL: 'https://api.example' })).toBe(
    'https://git.example',
  );
});

it('a pattern that is none is told', () => {
  const which = { github: 'acme', exclude: [], archived: true, forks: true, visibility: 'all' as const };
  expect(() => selects({ ...which, include: [' '] })).toThrow('is none');
});
