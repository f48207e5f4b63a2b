import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addToKeysFile, readKeysFile } from './keys-file.ts';
import { locate } from './locate.ts';
import type { KeyEntry } from './schema.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function fileWith(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-inventory-'));
  folders.push(folder);
  const file = join(folder, 'keys.yaml');
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

const entry = (over: Partial<KeyEntry> = {}): KeyEntry => ({
  name: 'a',
  provider: 'clarky',
  fingerprint: `kt1:${'0a'.repeat(20)}`,
  ...over,
});

describe('keys.yaml', () => {
  it('gets a key, and keeps comments, order and what stood there', async () => {
    const file = fileWith();
    await addToKeysFile(file, [entry()]);
    writeFileSync(file, readFileSync(file, 'utf8').replace('- name: a', '# the first\n  - name: a # ours'));
    await addToKeysFile(file, [
      entry({ name: 'b', fingerprint: `kt1:${'0b'.repeat(20)}`, replaces: 'a', expires: '2027-01-31' }),
    ]);
    expect(readFileSync(file, 'utf8')).toContain('# the first\n  - name: a # ours');
    expect(readKeysFile(file)).toEqual([
      entry(),
      entry({ name: 'b', fingerprint: `kt1:${'0b'.repeat(20)}`, replaces: 'a', expires: '2027-01-31' }),
    ]);
    expect(readdirSync(join(file, '..'))).toEqual(['keys.yaml']);
  });

  it.each([
    ['a name that is taken', entry({ fingerprint: `kt1:${'0c'.repeat(20)}` }), /has a key named a already/],
    ['a key that is there', entry({ name: 'c' }), /is in .* already, as a/],
    [
      'a successor of nobody',
      entry({ name: 'c', fingerprint: `kt1:${'0c'.repeat(20)}`, replaces: 'z' }),
      /no key named z/,
    ],
    ['a day that no calendar has', entry({ name: 'c', expires: '2027-02-30' }), /expires/],
    ['a name that is none', entry({ name: 'a b' }), /name takes letters/],
  ])('refuses %s, and changes nothing', async (_, added, says) => {
    const file = fileWith();
    await addToKeysFile(file, [entry()]);
    const before = readFileSync(file, 'utf8');
    await expect(addToKeysFile(file, [added])).rejects.toThrow(says);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['keys:\n  - name: a\n    owner: x\n', /keys\.yaml:2:5: keys\.0\.provider: is missing/],
    ['keys:\n  - nam: a\n', /nam/],
    [
      `keys:\n  - { name: a, provider: x, fingerprint: ${['ck', 'live', 'abcdef'].join('_')} }\n`,
      /a fingerprint such as/,
    ],
    ['version: 2\n', /version/],
    ['keys: [', /keys\.yaml:1/],
  ])('tells what is wrong, with its place: %j', (text, says) => {
    expect(() => readKeysFile(fileWith(text))).toThrow(says);
  });

  it('gets every key of many that are added at once', async () => {
    const file = fileWith();
    const names = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const added = names.map((name, index) =>
      addToKeysFile(file, [entry({ name, fingerprint: `kt1:${index.toString(16).padStart(40, '0')}` })]),
    );
    await Promise.all(added);
    const found = readKeysFile(file).map(({ name }) => name);
    expect(found.toSorted((a, b) => a.localeCompare(b))).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    expect(readdirSync(join(file, '..'))).toEqual(['keys.yaml']);
  });

  it('takes over from a process that was killed while it wrote', async () => {
    const file = fileWith();
    mkdirSync(`${file}.lock`);
    utimesSync(`${file}.lock`, new Date(0), new Date(0));
    await addToKeysFile(file, [entry()]);
    expect(readKeysFile(file)).toHaveLength(1);
  });

  it('stays as it was where it cannot be written', async () => {
    const file = fileWith('keys: []\n');
    writeFileSync(`${file}.${process.pid}.tmp`, '');
    await expect(addToKeysFile(file, [entry()])).rejects.toThrow(/cannot be written \(EEXIST\)/);
    expect(readFileSync(file, 'utf8')).toBe('keys: []\n');
  });
});

describe('where a key is kept', () => {
  it('is a file, a variable in a file, or what a program prints; paths are those of the inventory', async () => {
    const file = fileWith('keys: []\n');
    writeFileSync(join(file, '../one'), ' value\n');
    writeFileSync(join(file, '../.env'), 'A=1\nB="two # 2"\n');
    writeFileSync(join(file, '../say'), '#!/bin/sh\necho "$1 $2"\n');
    chmodSync(join(file, '../say'), 0o755);
    expect(await locate('file:one', file)).toEqual({ value: 'value' });
    expect(await locate('file:.env#B', file)).toEqual({ value: 'two # 2' });
    expect(await locate('command:./say $HOME ;ls', file)).toEqual({ value: '$HOME ;ls' });
  });

  it.each([
    ['env:KEYTURN_NO_SUCH_VARIABLE', /is not set/],
    ['file:nowhere', /cannot be read \(ENOENT\)/],
    ['command:keyturn-no-such-program', /is not there/],
    ['command:false', /failed \(1\)/],
  ])('says why it could not be read: %s', async (locator, says) => {
    expect(await locate(locator, fileWith())).toMatchObject({ reason: expect.stringMatching(says) as string });
  });
});
