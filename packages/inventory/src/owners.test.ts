import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarkyKey } from '../../../scanner/test/sample.ts';
import { git, repository, scratch } from '../../../scanner/test/scratch.ts';
import { scanFiles } from '../../../scanner/src/node/index.ts';
import { parseCodeowners, RepositoryOwners } from './owners.ts';

const key = clarkyKey(91);
const line = `K = '${key}'\n`;

async function ownerIn(folder: string) {
  const { findings } = await scanFiles({ paths: [folder], fingerprintKey: null, threads: 1, noIgnore: false });
  const [finding] = findings;
  if (finding === undefined) throw new Error('nothing was found');
  return new RepositoryOwners(folder, null).of(finding.fingerprint, finding.occurrences);
}

function commitBy(author: string, folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'change', `--author=${author} <${author.toLowerCase()}@example.com>`);
}

describe('the owner of a key', () => {
  it('is whom CODEOWNERS names for one of its places, before anybody else', async () => {
    const folder = repository({ 'a.ts': line, 'src/b.ts': line, '.github/CODEOWNERS': 'src/ @shop/payments @ann\n' });
    expect(await ownerIn(folder)).toEqual({ name: '@shop/payments @ann', source: 'codeowners' });
  });

  it('is else who wrote its line, wherever the line stands now', async () => {
    const folder = repository({ 'a.ts': 'one\n' });
    appendFileSync(join(folder, 'a.ts'), line);
    commitBy('Bea', folder);
    writeFileSync(join(folder, 'a.ts'), `two\nthree\none\n${line}`);
    commitBy('Cleo', folder);
    writeFileSync(join(folder, 'a.ts'), `not committed\ntwo\nthree\none\n${line}`);
    expect(await ownerIn(folder)).toEqual({ name: 'Bea', source: 'blame' });
  });

  it('is nobody where the key is not committed, or there is no repository', async () => {
    const folder = repository({ 'a.ts': 'one\n' });
    writeFileSync(join(folder, 'a.ts'), line);
    expect(await ownerIn(folder)).toBeNull();
    expect(await ownerIn(scratch({ 'a.ts': line }))).toBeNull();
  });

  it('is asked of git without running or reading what the repository’s configuration names', async () => {
    const folder = repository({ 'a.ts': line, '.gitattributes': '*.ts diff=evil filter=evil\n' });
    for (const name of ['diff.evil.textconv', 'diff.evil.command', 'filter.evil.clean', 'filter.evil.smudge']) {
      git(folder, 'config', name, `touch '${join(folder, 'ran')}'; cat`);
    }
    expect(await ownerIn(folder)).toMatchObject({ source: 'blame' });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    git(folder, 'config', 'blame.ignoreRevsFile', '/dev/zero');
    expect(await ownerIn(folder)).toBeNull();
  });
});

describe('CODEOWNERS', () => {
  const ownersOf = parseCodeowners(
    '# comment\n* @all\n*.ts @code # why\n/docs/ @writers\napps/**/config @ops @more\nnobody.ts\n[broken @x\n',
  );

  it.each([
    ['a.txt', '@all'],
    ['deep/a.ts', '@code'],
    ['docs/a.ts', '@writers'],
    ['other/docs/a.txt', '@all'],
    ['apps/x/config/a', '@ops @more'],
    ['nobody.ts', null],
  ])('names for %s: %s', (path, owner) => {
    expect(ownersOf(path)).toBe(owner);
  });
});
