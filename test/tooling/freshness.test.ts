import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFresh } from '../../scripts/freshness.mjs';
import { hasSameContent, takeStamp, writeStamp } from '../../scripts/stamp.mjs';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const LATER = new Date('2021-01-01T00:00:00Z');
let root = '';

function write(name: string, text: string, time: Date): void {
  writeFileSync(root + name, text);
  utimesSync(root + name, time, time);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyturn-freshness-')) + sep;
  mkdirSync(`${root}packages/cli/dist`, { recursive: true });
  write('a b.ts', 'one', LONG_AGO);
});

afterEach(() => rmSync(root, { recursive: true }));

function build(): void {
  writeStamp(root, takeStamp(root, ['a b.ts', 'absent.ts'], Date.now()));
}

test('nothing is fresh before the first build', () => {
  expect(isFresh(root)).toBe(false);
  expect(hasSameContent(root)).toBe(false);
});

test('a build is fresh until an input changes', () => {
  build();
  expect(isFresh(root)).toBe(true);
  write('a b.ts', 'two', LATER);
  expect(isFresh(root)).toBe(false);
  expect(hasSameContent(root)).toBe(false);
});

test('another time on the same content renews the stamp', () => {
  build();
  write('a b.ts', 'one', LATER);
  expect(isFresh(root)).toBe(false);
  expect(hasSameContent(root)).toBe(true);
  expect(isFresh(root)).toBe(true);
});

test('an input that appears or goes makes the build stale', () => {
  build();
  write('absent.ts', '', LONG_AGO);
  expect(hasSameContent(root)).toBe(false);
  build();
  rmSync(`${root}a b.ts`);
  expect(isFresh(root)).toBe(false);
  expect(hasSameContent(root)).toBe(false);
});

test('an input written while the build ran counts as changed', () => {
  const started = Date.now() - 60_000;
  const written = new Date(started + 1000);
  write('a b.ts', 'one', written);
  writeStamp(root, takeStamp(root, ['a b.ts'], started));
  expect(isFresh(root)).toBe(false);
  expect(hasSameContent(root)).toBe(false);
});
