/**
 * Random histories, repacked at random, scanned by what their deltas change (from memory and through a
 * window) and by judging every blob as a file is: there
 * must be no difference. `KEYTURN_ROUNDS` repositories are made, from the seed `KEYTURN_SEED` on.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CoverageMeter } from '../../coverage.ts';
import { createScanner } from '../pool/create-scanner.ts';
import { openRepository } from './repository.ts';
import { scanObjects } from './scan-objects.ts';

const ROUNDS = Number(process.env['KEYTURN_ROUNDS'] ?? 3);
const SEED = Number(process.env['KEYTURN_SEED'] ?? 1);
const VERSIONS = 90;

/** A generator of random numbers that can be repeated (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const PREFIXES = [
  ['ck', 'live'],
  ['sk', 'live'],
  ['sk', 'test'],
  ['klipy', 'api'],
  ['klipy', 'pk'],
].map((parts) => `${parts.join('_')}_`);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CONTEXT = [
  "import Stripe from 'stripe';",
  'const clarky = connect();',
  'https://api.clarify.ai/v1/workspaces/acme',
  '# Clarify the intent of this',
  'CLARIFY_REGION=eu',
  'agentclara.com',
  'to clarify: nothing',
  'https://clarky.ai/api/v1',
  'woocommerce',
  'we clarify that',
];

/** Makes versions of a few files by random edits, each from an earlier version. */
class Editor {
  readonly #random: (below: number) => number;
  readonly #keys: string[] = [];

  constructor(seed: number) {
    this.#random = random(seed);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T;
  }

  text(length: number): string {
    return Array.from({ length }, () => LETTERS[this.#random(LETTERS.length)]).join('');
  }

  key(): string {
    if (this.#keys.length > 4 && this.#random(3) === 0) return this.pick(this.#keys);
    const key = this.pick(PREFIXES) + this.text(this.pick([16, 20, 24, 30, 31, 32, 40, 99, 200, 256, 257]));
    this.#keys.push(key);
    return key;
  }

  line(): string {
    switch (this.#random(9)) {
      case 0:
        return `key = "${this.key()}"`;
      case 1:
        return this.pick(CONTEXT);
      case 2:
        return `Authorization: api-key ${this.text(40)}`;
      case 3:
        return `CLARIFY_API_KEY=${this.text(36)}`;
      case 4:
        return this.key().slice(0, this.#random(30));
      case 5:
        return this.text(30);
      default:
        return Array.from({ length: 6 }, () => this.text(1 + this.#random(9))).join(' ');
    }
  }

  edit(content: string): string {
    let text = content;
    for (let n = 1 + this.#random(4); n > 0; n--) {
      const at = this.#random(text.length + 1);
      const end = Math.min(text.length, at + this.#random(60));
      const lines = text.split('\n');
      const line = this.#random(lines.length);
      switch (this.#random(10)) {
        case 0:
          lines.splice(line, 0, this.line());
          text = lines.join('\n');
          break;
        case 1:
          lines.splice(line, 1 + this.#random(3));
          text = lines.join('\n');
          break;
        case 2:
          text = text.slice(0, at) + text.slice(end);
          break;
        case 3:
          text = text.slice(0, at) + this.pick(PREFIXES) + text.slice(at);
          break;
        case 4:
          text = text.slice(0, at) + this.text(1 + this.#random(40)) + text.slice(end);
          break;
        case 5:
          lines.splice(line, 2, (lines[line] ?? '') + (lines[line + 1] ?? ''));
          text = lines.join('\n');
          break;
        case 6: {
          const moved = lines.splice(line, 1 + this.#random(8));
          lines.splice(this.#random(lines.length + 1), 0, ...moved);
          text = lines.join('\n');
          break;
        }
        case 7:
          text =
            text.slice(0, at) +
            text.slice(this.#random(text.length + 1), this.#random(text.length + 1)).slice(0, 400) +
            text.slice(at);
          break;
        case 8: {
          const known = this.pick(this.#keys.length > 0 ? this.#keys : ['x']);
          const found = text.indexOf(known);
          const cut = found + 1 + this.#random(known.length);
          if (found >= 0) text = text.slice(0, cut) + this.pick(['', '\n', ' ', 'x', '_', '"']) + text.slice(cut);
          break;
        }
        default:
          text = `${this.pick(CONTEXT)}\n${text}`;
      }
    }
    return text.slice(0, 60_000);
  }
}

/** Loose blobs of random versions; every fourth is kept in a tree, so that git finds good bases by name. */
function fill(repository: string, seed: number): void {
  const editor = new Editor(seed);
  const versions = Array.from({ length: 3 }, () =>
    Array.from({ length: 40 + editor.pick([0, 100, 400]) }, () => editor.line()).join('\n'),
  );
  const stream: string[] = [];
  for (let i = 0; i < VERSIONS; i++) {
    const content = i < 3 ? (versions[i] ?? '') : editor.edit(editor.pick(versions.slice(-6)));
    versions.push(content);
    const message = `version ${i} ${editor.line()}`;
    const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
    stream.push(
      `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + i} +0000\n${data(message)}M 100644 inline f${i % 3}.txt\n${data(content)}`,
    );
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repository, input: stream.join('') });
}

it.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  'finds in deltas what is in the blobs (seed %i)',
  async (seed) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-differential-'));
    try {
      const choose = random(seed ^ 0x5bd1e995);
      const git = (...args: string[]): Buffer =>
        execFileSync('git', args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
      git('init', '-q', '-b', 'main', '.', ...(choose(4) === 0 ? ['--object-format=sha256'] : []));
      fill(directory, seed);
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
      const scan = async (reader: 'native' | 'git', mostHeld?: number): Promise<unknown> => {
        const meter = new CoverageMeter();
        const { found, scans } = await scanObjects({
          repository,
          scanner: createScanner(null),
          fingerprintKey: null,
          threads: 1,
          reader,
          meter,
          mostHeld,
        });
        await Promise.all(scans.map((one) => one.end()));
        const keys = [...found.values()].map(({ id, kind, sightings }) => ({
          id,
          kind,
          keys: sightings.map(({ fingerprint, start, end, rule, provider, confidence }) => ({
            fingerprint,
            start,
            end,
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
      // As a pack that memory cannot hold is read: through a window.
      expect(await scan('native', 0)).toEqual(whole);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  60_000,
);
