/**
 * Random histories, repacked at random, scanned by what their deltas change (from memory and through a window) and by judging
 * every blob as a file is: there must be no difference. `KEYTURN_ROUNDS` repositories are made, from the seed `KEYTURN_SEED` on.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CoverageMeter } from '../../coverage.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { random, RandomEditor } from '../../../test/random-edits.ts';
import { openRepository } from './repository.ts';
import { scanObjects } from './scan-objects.ts';

const ROUNDS = Number(process.env['KEYTURN_ROUNDS'] ?? 3);
const SEED = Number(process.env['KEYTURN_SEED'] ?? 1);
const VERSIONS = 90;
/** Encodings within encodings take their time. */
const ENCODED_VERSIONS = 40;

/** Loose blobs of random versions; every fourth is kept in a tree, so that git finds good bases by name. */
function fill(repository: string, seed: number, encodes: boolean): void {
  const editor = new RandomEditor(seed, encodes);
  const versions = Array.from({ length: 3 }, () => editor.file());
  const stream: string[] = [];
  for (let i = 0; i < (encodes ? ENCODED_VERSIONS : VERSIONS); i++) {
    const content = i < 3 ? (versions[i] ?? '') : editor.edit(editor.pick(versions.slice(-6)));
    versions.push(content);
    const message = `version ${i} ${editor.line()}`;
    const data = (text: string): string => `data ${text.length}\n${text}\n`;
    stream.push(
      `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + i} +0000\n${data(message)}M 100644 inline f${i % 3}.txt\n${data(content)}`,
    );
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repository, input: Buffer.from(stream.join(''), 'latin1') });
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => SEED + round).flatMap((seed) => [
  { seed, says: 'plain', encodes: false },
  { seed, says: 'encoded', encodes: true },
]);

it.each(rounds)(
  'finds in deltas what is in the blobs ($says, seed $seed)',
  async ({ seed, encodes }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-differential-'));
    try {
      const choose = random(seed ^ 0x5bd1e995);
      const git = (...args: string[]): Buffer =>
        execFileSync('git', args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
      git('init', '-q', '-b', 'main', '.', ...(choose(4) === 0 ? ['--object-format=sha256'] : []));
      fill(directory, seed, encodes);
      const depth = [1, 3, 10, 50, 250][choose(5)] ?? 50;
      const format = choose(4) === 0 ? ['-c', 'repack.useDeltaBaseOffset=false'] : [];
      git(
        ...format,
        '-c',
        'pack.threads=1',
        'repack',
        '-q',
        '-a',
        '-d',
        '-f',
        `--depth=${depth}`,
        `--window=${2 + choose(40)}`,
      );
      const repository = await openRepository(directory);
      const scan = async (reader: 'native' | 'git', mostAtOnce?: number): Promise<unknown> => {
        const meter = new CoverageMeter();
        const { found, scans } = await scanObjects({
          repository,
          scanner: createScanner(null),
          fingerprintKey: null,
          threads: 1,
          reader,
          meter,
          mostAtOnce,
        });
        await Promise.all(scans.map((one) => one.end()));
        const keys = [...found.values()].map(({ id, kind, sightings }) => ({
          id,
          kind,
          keys: sightings.map(({ fingerprint, start, end, encoding, rule, provider, confidence }) => ({
            fingerprint,
            start,
            end,
            encoding,
            rule,
            provider,
            confidence,
          })),
        }));
        return { keys: keys.toSorted((a, b) => (a.id < b.id ? -1 : 1)), coverage: meter.result() };
      };
      const whole = await scan('git');
      expect((whole as { keys: unknown[] }).keys.length).toBeGreaterThan(10);
      expect(await scan('native')).toEqual(whole);
      // As families are read that are larger than a thread's window: object by object.
      expect(await scan('native', 0)).toEqual(whole);
      // Some one way, some the other.
      expect(await scan('native', 3000)).toEqual(whole);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  300_000,
);
