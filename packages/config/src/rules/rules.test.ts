import { KeyturnError } from '@keyturn/scanner';
import { compileRule } from '@keyturn/scanner/rules';
import { describe, expect, it } from 'vitest';
import { importGitleaksRules } from './import-gitleaks.ts';

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
    expect([...compileRule(rule!).find(text, 'a.ts')].map(({ value }) => value)).toEqual(['acme_k3j9x2m7']);
    expect([...compileRule(rule!).find(text, 'pnpm.LOCK')]).toEqual([]);
  });

  it('says where the file is none', () => {
    expect(() => importGitleaksRules('a = [', 'x.toml')).toThrow(KeyturnError);
    expect(() => importGitleaksRules('a = [', 'x.toml')).toThrow(/^x\.toml:1:/);
    expect(() => importGitleaksRules('rules = 1', 'x.toml')).toThrow('x.toml: rules:');
  });
});
