import { KeyturnError } from '@keyturn/scanner';
import { compileRule } from '@keyturn/scanner/rules';
import { describe, expect, it } from 'vitest';
import { combine, leavesOut, passesFloors } from './config.ts';
import { initTemplate } from './init-template.ts';
import { readTreeConfig, readUserConfig } from './load.ts';

const read = (text: string) => readTreeConfig(text, 'keyturn.yaml');
function problemOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof KeyturnError && error.code === 'config') return error.message;
    throw error;
  }
  return '';
}

describe('readTreeConfig', () => {
  it('takes an empty file, and what init writes with and without its comment marks', () => {
    expect(read('').minSeverity).toBe('info');
    expect(read(initTemplate).rules).toEqual([]);
    const opened = initTemplate
      .replaceAll(/^# ?(?=(?: {2}|[a-zA-Z]+:(?: |$)))/gm, '')
      .replace(/^yaml-language-server.*\n/, '');
    const full = read(opened.replaceAll(/^(?:Floors|Ours).*\n/gm, ''));
    expect(full.suppressions).toHaveLength(2);
    expect(full.rules[0]?.id).toBe('acme-token');
    expect(full.honour).toHaveLength(5);
  });

  it.each([
    ['exlude: [a]', 'keyturn.yaml:1:1: there is no "exlude"; did you mean exclude?'],
    [
      'exclude:\n  - a\nminSeverity: hgih',
      'keyturn.yaml:3:14: minSeverity: one of info, low, medium, high, critical; did you mean high?',
    ],
    ['suppress:\n  - path: a', 'keyturn.yaml:2:5: suppress.0.reason: is missing (string)'],
    ['suppress:\n  - path: a\n    reasn: b', 'keyturn.yaml:3:5: suppress.0: there is no "reasn"; did you mean reason?'],
    ['suppress:\n  - reason: a', 'suppress.0: Say what is suppressed: fingerprint, path or rule.'],
    ['suppress:\n  - rule: clarky-api-key\n    reason: a', 'A rule alone would hide keys yet to come'],
    ['suppress:\n  - path: a\n    reason: " "', 'suppress.0.reason'],
    ['suppress:\n  - path: a\n    reason: x\n    expires: soon', 'keyturn.yaml:4:14: suppress.0.expires: '],
    ['a: [', 'keyturn.yaml:1:5: '],
    ['exclude: [a]\nexclude: [b]', 'keyturn.yaml:2:1: Map keys must be unique'],
    [`exclude: ["${'{a,b}'.repeat(9)}"]`, 'keyturn.yaml:1: exclude.0: The braces stand for more than 64 patterns.'],
    [
      'rules:\n  - id: a\n    keywords: [abcd]\n    pattern: "(?=a)b"',
      'keyturn.yaml:2: rules.0: It looks ahead or behind',
    ],
    ['rules:\n  - id: a\n    keywords: [abcd]\n    pattern: "(a)\\\\1"', 'It refers back to a group'],
    ['rules:\n  - id: a\n    keywords: [abc]\n    pattern: a', 'the keyword "abc" needs four ASCII characters'],
    ['rules:\n  - id: a\n    keywords: [abcd]\n    pattern: a\n    group: 1', 'its pattern has no group 1'],
    ['just text', 'keyturn.yaml:1:1: '],
  ])('says what is wrong, and where: %s', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it('survives aliases that explode', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map(
        (name, index) =>
          `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index] ?? ''}`).join(',')}]`,
      )
      .join('\n')}`;
    expect(problemOf(bomb)).toContain('keyturn.yaml');
  });

  it('passes over what only the user may say, and tells it', () => {
    const config = read('verify: true\nendpoints: { clarky: "https://evil.example" }\nexclude: [a]');
    expect(config.own).toBeNull();
    expect(config.notices).toEqual([
      'keyturn.yaml:1: verify counts in your own configuration only, never in a scanned tree’s.',
      'keyturn.yaml:2: endpoints counts in your own configuration only, never in a scanned tree’s.',
    ]);
    expect(config.taken).toEqual([{ by: 'keyturn.yaml', what: 'exclude', detail: 'a' }]);
  });

  const provider = `providers:
  - id: acme
    name: Acme
    shapes: [{ rule: acme-key, prefix: acme_live_, alphabet: alnum, tail: { min: 20, max: 40 } }]
    probe: { baseUrl: "https://acme.example", path: /me, header: Authorization, value: "Bearer {key}", answers: [{ status: 200, envelope: { has: [{ path: id, is: text }] }, says: active, reason: ok }] }
`;
  it('takes providers in the shape of ours, and from a tree without their probe', () => {
    const tree = read(provider);
    expect(tree.providers[0]).toMatchObject({
      kind: 'provider',
      id: 'acme',
      probe: null,
      shapes: [{ prefixUse: 'exclusive' }],
    });
    expect(tree.notices[0]).toContain('brings no probe');
    expect(readUserConfig(provider, 'config.yaml').providers[0]?.probe).toMatchObject({ method: 'GET' });
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', 'C:\\x', '\\\\host\\x'])(
    'lets a tree name no file outside: %s',
    (path) => {
      expect(problemOf(`baseline: '${path}'`)).toContain('leads out of the tree');
      expect(problemOf(`importRules: ['${path}']`)).toContain('leads out of the tree');
    },
  );

  it('takes the user’s own paths relative to the user’s file', () => {
    const config = readUserConfig('baseline: known\nimportRules: [a.toml]', '/home/ada/keyturn/config.yaml');
    expect(config).toMatchObject({ baseline: '/home/ada/keyturn/known', importRules: ['/home/ada/keyturn/a.toml'] });
  });

  it('combines the user’s and the tree’s', () => {
    const both = combine(
      readUserConfig('verify: true\nexclude: [a]\nminConfidence: medium', 'config.yaml'),
      read('exclude: [b]\nminConfidence: low\nminSeverity: high\nbaseline: known'),
    );
    expect(both).toMatchObject({
      minConfidence: 'medium',
      minSeverity: 'high',
      baseline: 'known',
      own: { verify: true },
    });
    expect(['a/x', 'b/x', 'c/x'].map((path) => leavesOut(both, path) === null)).toEqual([false, false, true]);
    expect(passesFloors(both, { severity: 'high', confidence: 'low' })).toBe(false);
    expect(passesFloors(both, { severity: 'high', confidence: 'medium' })).toBe(true);
  });

  it('finds by a rule of the configuration, where keyword, entropy and allow list let it', () => {
    const [rule] = read(`rules:
  - id: acme-token
    keywords: [acme_]
    pattern: '\\b(acme_[a-z0-9]{8})\\b'
    group: 1
    entropy: 2
    allow: ['example']
`).rules;
    const found = [...compileRule(rule!).find('a = "acme_k3j9x2m7"; b = "acme_aaaaaaaa"; é acme_example1', null)];
    expect(found.map(({ value }) => value)).toEqual(['acme_k3j9x2m7']);
    expect(found[0]).toMatchObject({ start: 5, end: 18 });
  });
});
