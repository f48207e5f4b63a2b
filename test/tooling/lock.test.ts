import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone } from '../../scripts/lock.mjs';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('two pieces of work never overlap, and the second says that it waits', async () => {
  let running = 0;
  let most = 0;
  let waits = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await sleep(20);
    running -= 1;
  };
  const onWait = (): void => {
    waits += 1;
  };
  await Promise.all([alone(work, { path, onWait }), alone(work, { path, onWait })]);
  expect({ most, waits, left: existsSync(path) }).toEqual({ most: 1, waits: 1, left: false });
});

test('work that fails gives the lock back', async () => {
  await expect(alone(() => Promise.reject(new Error('no')), { path })).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that died is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(path, `${pid} ${hostname()}`);
  expect(await alone(() => Promise.resolve(readFileSync(path, 'utf8')), { path })).toBe(`${process.pid} ${hostname()}`);
});

test('the lock of another machine is taken over once it is silent', async () => {
  writeFileSync(path, '1 elsewhere');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(path, longAgo, longAgo);
  expect(await alone(() => Promise.resolve('mine'), { path })).toBe('mine');
});
