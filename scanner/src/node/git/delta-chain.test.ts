/** Keys that arise where a delta of a long chain inserts, replaces, deletes, joins and copies, plain and encoded. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../test/encoders.ts';
import { once, seenByBoth, Workbench } from '../../../test/history.ts';
import { tail } from '../../../test/sample.ts';

const main = ['refs/heads/main'];

describe('a chain of 250 deltas', () => {
  const prefix = ['ck', 'live', ''].join('_');
  const names = ['inserted', 'replaced', 'deleted', 'joined', 'copied'] as const;
  const keys = Object.fromEntries(names.map((name, index) => [name, prefix + tail(30, 300 + index)])) as Record<
    (typeof names)[number],
    string
  >;
  const filler = (seed: number): string => `${tail(60, seed).replaceAll(/(.{7})/g, '$1 ')}\n`;

  /** What version n of the file holds where a key is made from what version n - 1 had. */
  const part = (version: number, made: number, before: string, after: string): string =>
    `${version < made ? before : after}\n`;

  function content(version: number, encoder: string): string {
    const write = (key: string): string => (encoder === 'plain' ? key : encode(key, encoder));
    /** A written key in two, the first of them with as much of it, counted in characters of the key. */
    const cut = (key: string, characters: number): [string, string] => {
      const whole = write(key);
      const at = Math.round((whole.length * characters) / key.length);
      return [whole.slice(0, at), whole.slice(at)];
    };
    const { inserted, replaced, deleted, joined, copied } = keys;
    const lines = (count: number, seed: number): string[] => Array.from({ length: count }, (_, i) => filler(seed + i));
    return [
      ...lines(40, 0),
      part(version, 100, cut(inserted, prefix.length)[1], write(inserted)),
      ...lines(10, 50),
      part(version, 120, `${cut(replaced, prefix.length + 9)[0]}-- --`, write(replaced)),
      ...lines(10, 70),
      part(version, 140, cut(deleted, prefix.length + 12).join(', and more text, '), write(deleted)),
      ...lines(10, 90),
      part(version, 160, cut(joined, prefix.length + 15).join('\n\n'), write(joined)),
      ...lines(10, 110),
      part(version, 180, cut(copied, prefix.length).join('\n\n'), write(copied)),
      `version ${version}\n`,
    ].join('');
  }

  const made = { inserted: 100, replaced: 120, deleted: 140, joined: 160, copied: 180 };

  it.each([
    { encoder: 'plain', from: 'the one before', isBackwards: false },
    { encoder: 'plain', from: 'the next', isBackwards: true },
    { encoder: 'base64', from: 'the one before', isBackwards: false },
    { encoder: 'hex', from: 'the next', isBackwards: true },
    { encoder: 'u:underscores', from: 'the one before', isBackwards: false },
    { encoder: 'percent:all', from: 'the next', isBackwards: true },
    { encoder: 'utf16le', from: 'the one before', isBackwards: false },
  ])('shows keys that arise at its seams ($encoder, each from $from)', async ({ encoder, isBackwards }) => {
    const bench = new Workbench();
    const versions = Array.from({ length: 250 }, (_, version) => version);
    // Each blob becomes a delta of the one that came before it in the stream.
    const blobs = (isBackwards ? versions.toReversed() : versions).map((version) => {
      const text = content(version, encoder);
      return `blob\nmark :${version + 1}\ndata ${text.length}\n${text}\n`;
    });
    const commits = versions.map((version) => {
      const by = `Ada <ada@example.org> ${1_700_000_000 + version} +0000`;
      return `commit refs/heads/main\nauthor ${by}\ncommitter ${by}\ndata 1\nv\nM 100644 :${version + 1} f.txt\n\n`;
    });
    bench.git(['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--depth=250'], {
      input: [...blobs, ...commits].join(''),
    });
    const folder = join(bench.path, '.git/objects/pack');
    const index = join(folder, readdirSync(folder).find((name) => name.endsWith('.idx')) ?? '');
    const chains = bench.git(['verify-pack', '-s', index]).matchAll(/^chain length = (\d+)/gm);
    expect(Math.max(...[...chains].map((match) => Number(match[1])))).toBeGreaterThan(200);
    const ids = bench.git(['rev-list', '--reverse', 'main']).split('\n');
    expect(await seenByBoth(bench.path, keys)).toEqual(
      Object.fromEntries(
        names.map((name) => [name, once({ path: 'f.txt', commit: ids[made[name]] ?? '', refs: main }, true)]),
      ),
    );
  });
});
