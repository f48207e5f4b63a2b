// One install or build at a time in a checkout. The lock is a file that holds its owner's process id and is touched
// every second, so that one left behind by a killed process, here or in another container, is taken over.

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './root.mjs';

const LOCK = `${root}node_modules/.keyturn/lock`;
const OWNER = `${process.pid} ${hostname()}`;
const BEAT = 1000;
const DEAD_AFTER = 30_000;

/**
 * Waits until no other process installs or builds, and runs the work alone.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {{ path?: string, onWait?: () => void }} [options] the lock, and what to do once another has it
 * @returns {Promise<T>}
 */
export async function alone(work, { path = LOCK, onWait } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let isTold = false;
  while (!take(path)) {
    if (isAbandoned(path)) {
      takeAway(path);
    } else {
      if (!isTold) onWait?.();
      isTold = true;
      await sleep(100);
    }
  }
  const beat = setInterval(() => touch(path), BEAT);
  const release = () => giveBack(path);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, OWNER, { flag: 'wx' });
    return true;
  } catch (error) {
    // Windows says EPERM while the last owner's file is going away.
    if (hasCode(error, 'EEXIST') || (process.platform === 'win32' && hasCode(error, 'EPERM'))) {
      return false;
    }
    throw error;
  }
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    const silent = Date.now() - statSync(path).mtimeMs > DEAD_AFTER;
    return silent || (host === hostname() && !isAlive(Number(pid)));
  } catch {
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Of several waiters only one takes the abandoned lock away; one that got hold of its successor gives that back.
 *
 * @param {string} path
 */
function takeAway(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (isAbandoned(aside)) {
      rmSync(aside, { force: true });
    } else {
      renameSync(aside, path);
    }
  } catch {
    // Another was faster.
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Only the time of a lock that has just been given back.
  }
}

/** @param {string} path */
function giveBack(path) {
  try {
    if (readFileSync(path, 'utf8') === OWNER) {
      rmSync(path, { force: true });
    }
  } catch {
    // Already gone.
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
