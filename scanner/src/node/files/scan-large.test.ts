import { Readable } from 'node:stream';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { clarkyKey, secretKey, tail } from '../../../test/sample.ts';
import { scratch } from '../../../test/scratch.ts';
import type { Finding, ScanResult } from '../../model.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { scanStream } from '../scan-stream.ts';
import { WHOLE_FILE } from './whole-file.ts';
import { scanFiles } from './scan-files.ts';

const WINDOW = 2 ** 22;
const scan = (path: string): Promise<ScanResult> =>
  scanFiles({ paths: [path], fingerprintKey: null, threads: 1, noIgnore: true });
const encoder = new TextEncoder();

/** Text with characters of every width and lines of every length, with keys around each boundary of a window. */
function bigText(longLines: boolean): Uint8Array {
  const bytes = new Uint8Array(WHOLE_FILE + 3 * WINDOW);
  const filler = encoder.encode(longLines ? 'é世😀 words and words ' : 'é世😀 words\r\nand more of them\n');
  for (let at = 0; at < bytes.length; at += filler.length) {
    bytes.set(filler.subarray(0, Math.min(filler.length, bytes.length - at)), at);
  }
  let seed = 1;
  for (let boundary = 0; boundary < bytes.length; boundary += WINDOW) {
    for (const step of [
      -66_000, -65_536, -33_000, -32_768, -2100, -100, -40, -37, -20, -1, 0, 1, 37, 32_768, 65_536, 66_000,
    ]) {
      const key = encoder.encode(` ${clarkyKey(seed++)}" `);
      const at = boundary + step * 1 - (step === 0 ? 0 : key.length >> 1);
      if (at >= 0 && at + key.length <= bytes.length) bytes.set(key, at);
    }
  }
  return bytes;
}

const placesOf = (findings: readonly Finding[]): string[] =>
  findings
    .flatMap((finding) =>
      finding.occurrences.map(
        (one) => `${finding.fingerprint} ${one.startLine}:${one.startColumn}-${one.endLine}:${one.endColumn}`,
      ),
    )
    .toSorted();

describe.each([
  ['many lines', false],
  ['one line', true],
] as const)('a file larger than what is held, of %s', (_says, longLines) => {
  it('has all keys on every boundary, at the places that a whole reading gives', async () => {
    const bytes = bigText(longLines);
    const whole = createScanner(null).scan(bytes, { path: 'big.txt' });
    const expected = whole
      .map((one) => `${one.fingerprint} ${one.startLine}:${one.startColumn}-${one.endLine}:${one.endColumn}`)
      .toSorted();
    expect(expected.length).toBeGreaterThan(40);
    const result = await scan(scratch({ 'big.txt': bytes }));
    expect(placesOf(result.findings)).toEqual(expected);
    expect(result.coverage).toMatchObject({ complete: true, files: 1, bytes: bytes.length });
  });
});

describe('a large file', () => {
  it('is judged by what stands anywhere in it', async () => {
    const filler = 'x'
      .repeat(99)
      .concat('\n')
      .repeat((WHOLE_FILE + WINDOW) / 100);
    const key = secretKey(5);
    const own = await scan(scratch({ 'a.txt': `use agentclara\n${filler}key ${key}\n${filler}` }));
    expect(own.findings[0]).toMatchObject({ provider: 'agentclara' });
    const rival = await scan(scratch({ 'a.txt': `key ${key}\nuse agentclara\n${filler}${filler}import stripe\n` }));
    expect(rival.findings[0]).toMatchObject({ provider: null });
    expect(rival.findings[0]?.candidates).toContain('stripe');
  });

  it('comes through a pipe with the same findings, and leaves nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => /^keyturn-[^t]/.test(name));
    const bytes = Buffer.concat([Buffer.from(`${tail(50)} `.repeat(200_000)), Buffer.from(`\nK=${clarkyKey(8)}\n`)]);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
      bytes.subarray(i * 65_536, (i + 1) * 65_536),
    );
    const result = await scanStream({
      stream: Readable.from(chunks),
      name: 'app.log',
      fingerprintKey: null,
      root: '/',
    });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]?.occurrences[0]).toMatchObject({
      source: 'stdin',
      path: 'app.log',
      startLine: 2,
      startColumn: 3,
    });
    expect(readdirSync(tmpdir()).filter((name) => /^keyturn-[^t]/.test(name))).toEqual(before);
  });
});
