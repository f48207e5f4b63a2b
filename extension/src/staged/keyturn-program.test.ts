import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyturnProgram } from './keyturn-program.ts';

let folder = '';
const name = process.platform === 'win32' ? 'keyturn.cmd' : 'keyturn';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the command that a hook starts', () => {
  it('is the repository’s own, else the machine’s, else none', () => {
    expect(keyturnProgram(folder, '')).toBeNull();
    expect(keyturnProgram(folder, [folder, join(folder, 'gone')].join(delimiter))).toBeNull();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, name), '');
    expect(keyturnProgram(folder, ['', bin].join(delimiter))).toEqual(['keyturn']);
    mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', '.bin', name), '');
    expect(keyturnProgram(folder, bin)).toEqual(['npx', '--no-install', 'keyturn']);
  });
});
