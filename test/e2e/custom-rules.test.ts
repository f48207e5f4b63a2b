import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, repository, scratch } from '../../scanner/test/scratch.ts';
import { keyturn } from './keyturn.ts';

const ACME = ['acme_', 'k3j9x2m7q1w8e5r4t6y2u9i3o7p5a1s8'].join('');
const OTHER = ['other-', 'Zk3Jq8Wn5Xb2Vr7Ty4Hu'].join('');
const SHAPED = ['shop_live_', 'Zk3Jq8Wn5Xb2Vr7Ty4Hu9Pd6Lm1Gs0'].join('');

const CONFIG = `rules:
  - id: acme-token
    keywords: [acme_]
    pattern: \\b(acme_[a-z0-9]{32})\\b
    group: 1
providers:
  - id: shop
    name: Shop
    shapes: [{ rule: shop-key, prefix: shop_live_, alphabet: alnum, tail: { min: 20, max: 40 } }]
    rotation: { steps: [Make a new one.], settings: { label: "Shop: keys", url: "https://shop.example/keys" } }
importRules: [rules.toml]
`;
const TOML = `[[rules]]
id = "other"
regex = '''other-([A-Za-z0-9]{20})'''
keywords = ["other-"]
[[rules]]
id = "ahead"
regex = '''x(?=y)'''
keywords = ["xxxx"]
`;
const FILES = { 'a.txt': `a = ${ACME}\n`, 'b.txt': `b = ${OTHER}\n`, 'c.txt': `c = ${SHAPED}\n` };

function scan(
  args: readonly string[],
  options: { input?: string } = {},
): { rules: string[]; stdout: string; stderr: string } {
  const { stdout, stderr } = keyturn(['scan', '--format', 'json', ...args], options);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
  return { rules: findings.map(({ rule }) => rule).toSorted((a, b) => (a < b ? -1 : 1)), stdout, stderr };
}

describe('rules and providers of a configuration', () => {
  it('find in files on any number of threads, in history and in the index, and show no value', () => {
    const folder = repository({ ...FILES, 'keyturn.yaml': CONFIG, 'rules.toml': TOML });
    const all = ['acme-token', 'other', 'shop-key'];
    for (const args of [['--threads', '1'], ['--threads', '3'], ['--history']]) {
      const { rules, stdout, stderr } = scan([folder, ...args]);
      expect(rules).toEqual(all);
      for (const value of [ACME, OTHER.slice(6), SHAPED]) expect(stdout + stderr).not.toContain(value);
      expect(stderr).toMatch(/rules\.toml: rule ahead: not imported: its regex\. It looks ahead or behind/);
    }
    put(folder, { 'd.txt': 'nothing' });
    expect(scan([folder, '--staged']).rules).toEqual([]);
    expect(scan([folder, '--no-config']).rules).toEqual([]);
  });

  it('can be asked for by the provider, and weigh as their rule is confident', () => {
    const confident = CONFIG.replace('    group: 1', '    group: 1\n    confidence: low');
    const folder = scratch({ ...FILES, 'keyturn.yaml': confident, 'rules.toml': TOML });
    expect(scan([folder, '--provider', 'shop']).rules).toEqual(['shop-key']);
    const { stderr, status } = keyturn(['scan', folder, '--provider', 'shops']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/agentclara, shop\./);
    expect(scan([folder]).stdout).toMatch(/"rule":"acme-token",[^{}]*"confidence":"low","severity":"medium"/);
  });

  it('show the provider’s own steps and link', () => {
    const folder = scratch({ ...FILES, 'keyturn.yaml': CONFIG, 'rules.toml': TOML });
    const { stdout, status } = keyturn(['scan', folder]);
    expect(status).toBe(1);
    expect(stdout).toContain('What to do with the Shop key');
    expect(stdout).toContain('https://shop.example/keys');
  });

  it.each([
    ['importRules: [gone.toml]', 'There are no rules to import at gone.toml'],
    ['importRules: [/etc/passwd]', 'leads out of the tree'],
    ['baseline: ../known', 'leads out of the tree'],
    ['rules: [{ id: a, keywords: [abcd], pattern: "(?<=a)b" }]', 'keyturn.yaml:1: rules.0: It looks ahead or behind'],
  ])('are refused with a sentence: %s', (config, sentence) => {
    const { status, stderr, stdout } = keyturn(['scan', scratch({ 'a.txt': 'x', 'keyturn.yaml': config })]);
    expect(stderr).toContain(sentence);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe.skipIf(process.platform === 'win32')('files of a hostile tree', () => {
  it.each(['keyturn.yaml', '.keyturn-baseline'])('%s is not read through a link that leads outside', (name) => {
    const outside = scratch({ file: 'root: x\n' });
    const folder = scratch({ 'a.txt': 'x' });
    symlinkSync(join(outside, 'file'), join(folder, name));
    const { status, stderr } = keyturn(['scan', folder]);
    expect(stderr).toContain(`${name} leads out of the tree, so it is not read.`);
    expect(status).toBe(2);
  });

  it.each(['keyturn.yaml', '.keyturn-baseline'])('%s that is a pipe keeps nobody waiting', (name) => {
    const folder = scratch({ 'a.txt': 'x' });
    execFileSync('mkfifo', [join(folder, name)]);
    const { status, stderr } = keyturn(['scan', folder]);
    expect(stderr).toContain(`${name} is no file.`);
    expect(status).toBe(2);
  });
});
