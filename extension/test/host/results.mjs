// What a suite has written of how it went.

import { existsSync, readFileSync } from 'node:fs';

/** @param {string} file @returns {string} mocha's statistics; empty where the host died before it wrote them */
export function readResults(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Prints the statistics, as the last line of the report.
 *
 * @param {unknown} code what the host ended with; 0 also where it died
 * @param {string} text the statistics
 * @throws Error where a test failed, or none ran
 */
export function requirePassed(code, text) {
  const stats = text === '' ? null : JSON.parse(text);
  process.stdout.write(`${JSON.stringify(stats)}\n`);
  if (code !== 0 || stats === null || stats.tests === 0 || stats.failures !== 0) {
    throw new Error(`the suite ended with ${String(code)}`);
  }
}
