/** A scan that is written into a ledger, as a user does it. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keyturn } from './keyturn.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-e2e-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = ['klipy', 'api', 'q7Rw2ZpL9xVb4NcT8mKd3YhG6sJf1QaE'].join('_');

/** A tree with a key in a file, in a file's name and in the reason of a suppression. */
function tree(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'a.ts'), `const KLIPY_API_KEY = '${key}';\n`);
  writeFileSync(
    join(path, `${key}.ts`),
    `const KLIPY_API_KEY = '${key}'; // keyturn:allow reason="${key}" owner=${key}\n`,
  );
  return path;
}

describe('scan --ledger', () => {
  it('writes sightings, and no value into any file', () => {
    const path = tree('one');
    const state = join(folder, 'state');
    const env = { XDG_STATE_HOME: state };
    expect(keyturn(['scan', path, '--ledger'], { env }).status).toBe(1);
    expect(keyturn(['scan', path, '--ledger'], { env }).status).toBe(1);
    const lines = keyturn(['ledger', 'export'], { env }).stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ end: { audit: 2, target: 2, key: 1 } });
    const files = readdirSync(join(state, 'keyturn'));
    expect(files).toContain('ledger.db');
    for (const name of files) {
      expect(readFileSync(join(state, 'keyturn', name)).includes(key.slice(10))).toBe(false);
    }
  });

  it('has a backup that another ledger is filled from', () => {
    const [first, copy, second] = ['first.db', 'copy.db', 'second.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    keyturn(['scan', tree('two'), '--ledger', first]);
    expect(keyturn(['ledger', 'backup', copy, '--ledger', first]).status).toBe(0);
    expect(keyturn(['ledger', 'restore', copy, '--ledger', second]).status).toBe(0);
    expect(keyturn(['ledger', 'export', '--ledger', second]).stdout).toBe(
      keyturn(['ledger', 'export', '--ledger', first]).stdout,
    );
  });

  it('says what is wrong before it scans', () => {
    const path = tree('three');
    const { status, stdout, stderr } = keyturn(['scan', '--ledger', path]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('is a folder');
  });
});
