// Runs other programs without a shell, and takes them along when we are interrupted.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code; 128 + N after signal N, 127 where the program is missing
 * @property {string} output what it wrote, where it was captured
 */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean }} [options] captures stdout and stderr in one, or
 *   inherits both
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd = root, env = process.env, capture = true } = {}) {
  return new Promise((resolve) => {
    const output = capture ? 'pipe' : 'inherit';
    // npm is a .cmd on Windows, which only a shell starts; no argument of ours needs quoting.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', output, output], windowsHide: true });
    running.add(child);
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => {
      running.delete(child);
      resolve({ code: 127, output: `${command}: ${error.message}\n` });
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({
        code: code ?? 128 + (signal ? constants.signals[signal] : 0),
        output: Buffer.concat(chunks).toString('utf8'),
      });
    });
  });
}

/**
 * Ends what runs and then this process as a shell would expect, when a signal comes.
 *
 * @returns {() => void} gives the signals back
 */
export function endOnSignal() {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    for (const child of running) {
      child.kill(signal);
    }
    process.exit(128 + constants.signals[signal]);
  };
  const signals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) {
    process.on(signal, end);
  }
  return () => {
    for (const signal of signals) {
      process.off(signal, end);
    }
  };
}
