import { KeyturnError } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { importGitleaksRules } from './import-gitleaks.ts';
import { LinearPattern } from './linear-pattern.ts';
import { findByPattern } from './pattern-rule.ts';

describe('LinearPattern', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(30_000)}!`],
    ['(a|aa)+$', `${'a'.repeat(30_000)}!`],
    ['(a|a?)+$', `${'a'.repeat(30_000)}!`],
    ['(.*a){12}$', `${'a'.repeat(20_000)}!`],
    ['([a-zA-Z]+)*\\d', 'a'.repeat(30_000)],
    ['^(\\w+\\s?)*$', `${'word '.repeat(6000)}!`],
    ['x*x*x*x*x*y', 'x'.repeat(20_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(20_000)],
  ])('takes its time in proportion: %s', (source, text) => {
    const pattern = new LinearPattern(source);
    const start = performance.now();
    pattern.test(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('matches as a RegExp with indices does', () => {
    const [match] = 'key = abc;'.matchAll(new LinearPattern('= (?<value>[a-z]+)') as unknown as RegExp);
    expect(match?.groups).toEqual({ value: 'abc' });
    expect(match?.indices?.groups?.['value']).toEqual([6, 9]);
  });

  it.each([
    ['(?=a)', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'refers back'],
    ['(a', 'RE2 does not take it'],
    ['((a{1000}){1000}){1000}', 'too many states|does not take it'],
    ['a'.repeat(20_000), 'longer than'],
  ])('refuses %s', (source, problem) => {
    expect(() => new LinearPattern(source)).toThrow(new RegExp(problem));
  });
});

describe('importGitleaksRules', () => {
  const toml = `
title = "ours"
[extend]
useDefault = true
[[allowlists]]
paths = ['''(?i)\\.lock$''']
[[rules]]
id = "Acme Token"
description = "Acme"
regex = '''(?i)acme[\\w.-]{0,20}['"\\x60]?(acme_[a-z0-9]{8})(?:['"\\x60]|\\z)'''
keywords = ["acme_"]
entropy = 2
[[rules.allowlists]]
stopwords = ["example"]
regexes = ['''^acme_0''']
[[rules]]
id = "no-regex"
path = '''\\.pem$'''
[[rules]]
id = "short"
regex = "xox[a-z]{20}"
keywords = ["xox"]
[[rules]]
id = "ahead"
regex = "abcd(?=e)"
keywords = ["abcd"]
[[rules]]
id = "checked"
regex = "checked_[a-z]{20}"
keywords = ["checked_"]
validate = "cel.bind(r, http.get('https://evil.example'), r.status == 200)"
[[rules.required]]
id = "Acme Token"
`;

  it('takes over what it can, and says one by one what it can’t', () => {
    const { rules, problems } = importGitleaksRules(toml, '.gitleaks.toml');
    expect(rules.map(({ id }) => id)).toEqual(['acme-token', 'checked']);
    expect(problems).toEqual([
      ".gitleaks.toml: extend.useDefault: gitleaks' own rules are not part of the file, and are not imported.",
      '.gitleaks.toml: rule no-regex: not imported: it has no regex, only a path.',
      '.gitleaks.toml: rule short: not imported: the keyword "xox" is too short; each needs four ASCII characters or more.',
      '.gitleaks.toml: rule ahead: not imported: its regex. It looks ahead or behind, which a linear-time engine cannot.',
      '.gitleaks.toml: rule checked: further rules that have to match beside it are not looked at.',
      '.gitleaks.toml: rule checked: its validation is left out: imported rules only find.',
    ]);
  });

  it('finds what gitleaks would: the first group, above the entropy, outside the allow lists', () => {
    const [rule] = importGitleaksRules(toml, 'x').rules;
    const text = ['acme_k3j9x2m7', 'acme_0k3j9x2', 'acme_example', 'acme_aaaaaaaa']
      .map((key) => `acme."${key}"`)
      .join('\n');
    expect([...findByPattern(rule!, text, 'a.ts')].map(({ value }) => value)).toEqual(['acme_k3j9x2m7']);
    expect([...findByPattern(rule!, text, 'pnpm.LOCK')]).toEqual([]);
  });

  it('says where the file is none', () => {
    expect(() => importGitleaksRules('a = [', 'x.toml')).toThrow(KeyturnError);
    expect(() => importGitleaksRules('a = [', 'x.toml')).toThrow(/^x\.toml:1:/);
    expect(() => importGitleaksRules('rules = 1', 'x.toml')).toThrow('x.toml: rules:');
  });
});
