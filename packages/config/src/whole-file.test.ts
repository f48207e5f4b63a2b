import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeWholeFile } from './whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-whole-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a file that is written whole', () => {
  it('is all pieces in order, however small or large they are', () => {
    const path = join(folder, 'pieces');
    const piece = fc
      .tuple(fc.string({ unit: 'binary' }), fc.constantFrom(1, 1, 3, 20_000, 100_000))
      .map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        writeWholeFile(path, (sink) => {
          for (const one of pieces) sink(one);
        });
        expect(readFileSync(path, 'utf8') === pieces.join('')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('stays as it was where its writing fails, with nothing left beside it', () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'before');
    expect(() => {
      writeWholeFile(path, (sink) => {
        sink('half of it');
        throw new Error('no more');
      });
    }).toThrow('no more');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('has the permissions that it is to have', () => {
    const path = join(folder, 'secret');
    writeWholeFile(
      path,
      (sink) => {
        sink('text');
      },
      0o600,
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says which file can’t be made', () => {
    expect(() => {
      writeWholeFile(join(folder, 'none', 'file'), () => {});
    }).toThrow(/none\/file cannot be written \(ENOENT\)/);
  });
});
