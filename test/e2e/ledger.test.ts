/** A scan that is written into a ledger, as a user does it. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keyMaker, SampleRepository } from '../../packages/auditor/test/sample-repositories.ts';
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

  it('writes down whose a key is: whom CODEOWNERS names, else who brought it there', () => {
    const make = keyMaker(31);
    const made = new SampleRepository(join(folder, 'owned'));
    made.commit('2026-01-05', {
      CODEOWNERS: 'billing/ @acme/billing\n',
      'billing/a.ts': `const KLIPY_API_KEY = '${make('klipy')}';\n`,
      'other/b.ts': `const KLIPY_API_KEY = '${make('klipy')}';\n`,
    });
    for (const flags of [[], ['--history']]) {
      const file = join(folder, `owned${flags.join('')}.db`);
      expect(keyturn(['scan', made.path, ...flags, '--ledger', file]).status).toBe(1);
      const lines = keyturn(['ledger', 'export', '--ledger', file]).stdout.trimEnd().split('\n');
      const owners = lines
        .map((line) => JSON.parse(line) as { key?: { owner: string; ownerSource: string } })
        .flatMap((line) => (line.key === undefined ? [] : [`${line.key.owner} by ${line.key.ownerSource}`]));
      expect(owners.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        '@acme/billing by codeowners',
        'Ann Author by blame',
      ]);
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
