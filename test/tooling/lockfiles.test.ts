import { expect, test } from 'vitest';
import { checkLockfiles, problemsIn } from '../../scripts/lockfiles.mjs';

const ALL = ['darwin-arm64', 'darwin-x64', 'linux-arm64-gnu', 'linux-x64-gnu', 'win32-x64-msvc'];

function lockfile(systems: readonly string[]): string {
  return systems.map((system) => `  '@tool/binding-${system}@1.0.0':\n    os: [any]\n`).join('');
}

test('the lockfiles of this repository are clean', () => {
  expect(checkLockfiles()).toEqual([]);
});

test('a binary for every system is no problem', () => {
  expect(problemsIn('lock', lockfile(ALL))).toEqual([]);
});

test('a system without a binary is named', () => {
  expect(problemsIn('lock', lockfile(ALL.filter((system) => !system.startsWith('darwin-x64'))))).toEqual([
    'lock: @tool/binding-* has no binary for darwin-x64; take a version that has',
  ]);
});

test('an address is named with its line', () => {
  const address = ['https:', '', 'registry.example', 'a', '-', 'a-1.0.0.tgz'].join('/');
  expect(problemsIn('lock', `a: 1\n  resolution: {tarball: ${address}}\n`)).toEqual([
    `lock:2 names an address: resolution: {tarball: ${address}}`,
  ]);
});
