import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { providers, rivals } from '@keyturn/providers';
import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import { DocumentSession } from '@keyturn/scanner/session';
import type { FindingsDocument } from '@keyturn/report/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey, tail } from '../../../scanner/test/sample.ts';
import { isLookedAt, judgeDocument } from '../findings/judge-document.ts';
import type { FolderRules } from '../findings/judge-document.ts';
import { scanned } from '../scan-process/scan.ts';
import { readFolderConfiguration } from './folder-configuration.ts';

let root = '';
const before = { ...process.env };

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-folder-')));
  execFileSync('git', ['init', '-q', root]);
  process.env['XDG_CONFIG_HOME'] = join(root, '.own');
  delete process.env['KEYTURN_CONFIG'];
});
afterEach(() => {
  process.env = { ...before };
  rmSync(root, { recursive: true, force: true });
});

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const read = (last: FolderRules | null = null, isTrusted = true) =>
  readFolderConfiguration({ kind: 'disk', root, isTrusted }, last);

/** As the editor does it, for one document. */
function live(path: string, text: string, rules: FolderRules) {
  if (!isLookedAt(rules, path)) return [];
  const { custom } = rules;
  const compiled =
    custom === null
      ? compileRules()
      : compileRules([...providers, ...custom.providers], rivals, custom.rules, custom.decode);
  const session = new DocumentSession(new Scanner(compiled, new PortablePrefilter(compiled.anchors)), '', { path });
  session.change([{ start: 0, end: 0, text }]);
  return judgeDocument(session.sightings(), path, rules, new Date()).findings.flatMap((finding) =>
    finding.occurrences.map(({ startLine, startColumn, suppressed }) => ({
      path,
      startLine,
      startColumn,
      rule: finding.rule,
      provider: finding.provider,
      by: suppressed?.by ?? null,
    })),
  );
}

async function byScan() {
  const message = await scanned({ kind: 'workspace', path: root }, () => undefined);
  if (message.type !== 'result') throw new Error(`the scan said ${message.type}`);
  const { findings } = JSON.parse(message.json) as FindingsDocument;
  return findings.flatMap(({ rule, provider, occurrences }) =>
    occurrences.map(({ path, startLine, startColumn, suppressed }) => ({
      path,
      startLine,
      startColumn,
      rule,
      provider,
      by: suppressed?.by ?? null,
    })),
  );
}

const inOrder = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one)).toSorted();
const acme = (seed: number): string => `acme_${tail(32, seed).toLowerCase()}`;
const imported = (seed: number): string => `other_${tail(24, seed).toLowerCase()}`;

describe('what an editor says of a file', () => {
  const documents: Record<string, string> = {
    'src/a.ts': `k = "${clarkyKey(1)}"\nacme = "${acme(1)}"\nconst s = "${secretKey(3)}";\n`,
    'src/suppressed.ts': `k = "${clarkyKey(2)}"\n`,
    'src/known.ts': `k = "${klipyKey(4)}"\n`,
    'vendor/b.ts': `k = "${clarkyKey(5)}"\nacme = "${acme(2)}"\n`,
    'only/c.txt': `token ${imported(1)} and "${acme(3)}"\n`,
    'src/own.ts': `"mine_${tail(20, 8)}" // gitleaks:allow\nk = "${klipyKey(9)}" // gitleaks:allow\n`,
  };
  const configuration = `
exclude: [vendor/**]
comments: [gitleaks]
suppress:
  - path: src/suppressed.ts
    reason: a sample
rules:
  - id: acme-token
    keywords: [acme_]
    pattern: \\b(acme_[a-z0-9]{32})\\b
    group: 1
importRules: [rules.toml]
`;
  const toml = `[[rules]]\nid = "other-token"\nregex = '''other_[a-z0-9]{24}'''\nkeywords = ["other_"]\n`;
  const own = `
providers:
  - id: mine
    name: Mine
    shapes:
      - { rule: mine-key, prefix: mine_, alphabet: alnum, tail: { min: 20, max: 20 } }
`;

  it('is what a scan of its folder says of it: rules, excludes, suppressions, the user’s own configuration', async () => {
    write({ ...documents, 'keyturn.yaml': configuration, 'rules.toml': toml, '.own/keyturn/config.yaml': own });
    const known = live('src/known.ts', documents['src/known.ts'] ?? '', (await read()).rules);
    expect(known).toHaveLength(1);
    const { rules, problems } = await read();
    expect(problems).toEqual([]);
    const answers = Object.entries(documents).flatMap(([path, text]) => live(path, text, rules));
    const scan = await byScan();
    expect(inOrder(answers)).toEqual(inOrder(scan));
    expect(new Set(scan.map(({ rule }) => rule))).toEqual(
      new Set(['clarky-api-key', 'acme-token', 'ambiguous-secret-key', 'klipy-api-key', 'other-token', 'mine-key']),
    );
    expect(new Set(scan.map(({ by }) => by))).toEqual(new Set([null, 'config', 'inline']));
  });

  it('is above the floors of a configuration, as in a scan', async () => {
    write({ ...documents, 'keyturn.yaml': 'minConfidence: high\n' });
    const { rules } = await read();
    const answers = Object.entries(documents).flatMap(([path, text]) => live(path, text, rules));
    expect(inOrder(answers)).toEqual(inOrder(await byScan()));
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.some(({ rule }) => rule === 'ambiguous-secret-key')).toBe(false);
  });
});

describe('a configuration that is broken', () => {
  it('is told, suppresses nothing and loses no key; the rules of before go on finding', async () => {
    const good = 'rules:\n  - {id: acme-token, keywords: [acme_], pattern: "acme_[a-z0-9]{32}"}\nexclude: [src/**]\n';
    write({ 'keyturn.yaml': good });
    const { rules: last } = await read();
    write({ 'keyturn.yaml': `${good}exclud: [b]\n` });
    const { rules, problems } = await read(last);
    expect(problems).toEqual(['keyturn.yaml:4:1: there is no "exclud"; did you mean exclude?']);
    const found = live('src/a.ts', `k = "${clarkyKey()}"\nacme = "${acme(1)}"\n`, rules);
    expect(found.map(({ rule }) => rule)).toEqual(['clarky-api-key', 'acme-token']);
  });

  it('is none of another’s: the tree’s counts where the user’s own is broken', async () => {
    write({ 'keyturn.yaml': 'exclude: [src/**]\n', '.own/keyturn/config.yaml': 'verify: perhaps\n' });
    const { rules, problems } = await read();
    expect(problems).toHaveLength(1);
    expect(isLookedAt(rules, 'src/a.ts')).toBe(false);
  });

  it('names files that are not there, and all else goes on', async () => {
    write({ 'keyturn.yaml': 'importRules: [gone.toml]\nexclude: [b/**]\n' });
    const { rules, problems, files } = await read();
    expect(problems).toEqual(['There are no rules to import at gone.toml. Check the path.']);
    expect(isLookedAt(rules, 'b/a.ts')).toBe(false);
    expect(files).toContain('gone.toml');
  });
});

describe('a workspace that nobody trusts', () => {
  it('has no say: its configuration is not read, and the user’s own is', async () => {
    write({ 'keyturn.yaml': 'exclude: [src/**]\n', '.own/keyturn/config.yaml': 'exclude: [docs/**]\n' });
    const { rules } = await read(null, false);
    expect(isLookedAt(rules, 'src/a.ts')).toBe(true);
    expect(isLookedAt(rules, 'docs/a.md')).toBe(false);
  });
});
