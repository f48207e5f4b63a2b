import { execFile, execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

  it.skipIf(process.platform === 'win32')('keeps the permissions of the file that was there', () => {
    const path = join(folder, 'own');
    writeFileSync(path, 'before', { mode: 0o640 });
    writeWholeFile(path, (sink) => {
      sink('after');
    });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(path, 'utf8')).toBe('after');
  });

  it('is written though one that was ended has left its beginning', () => {
    const path = join(folder, 'again');
    writeFileSync(`${path}.${process.pid}.tmp`, 'half of');
    writeWholeFile(path, (sink) => {
      sink('all');
    });
    expect(readFileSync(path, 'utf8')).toBe('all');
  });

  it.skipIf(process.platform === 'win32')('replaces a link, and leaves alone what it leads to', () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'of somebody else');
    symlinkSync(target, join(folder, 'link'));
    writeWholeFile(join(folder, 'link'), (sink) => {
      sink('ours');
    });
    expect(readFileSync(target, 'utf8')).toBe('of somebody else');
    expect(readFileSync(join(folder, 'link'), 'utf8')).toBe('ours');
  });

  it.skipIf(process.platform === 'win32')('goes into a pipe that stands there, and leaves it one', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = promisify(execFile)('cat', [path]);
    writeWholeFile(path, (sink) => {
      sink('through it');
    });
    expect((await reader).stdout).toBe('through it');
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('leaves devices what they are', () => {
    writeWholeFile('/dev/null', (sink) => {
      sink('nothing');
    });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says which file can’t be made', () => {
    expect(() => {
      writeWholeFile(join(folder, 'none', 'file'), () => {});
    }).toThrow(/none\/file cannot be written \(ENOENT\)/);
  });
});
