import { providers, rivals } from '@keyturn/providers';
import { describe, expect, it } from 'vitest';
import { PortablePrefilter } from '../prefilter/portable-prefilter.ts';
import { compileRules } from '../rule-set.ts';
import { Scanner } from '../scan.ts';
import { compileRule } from './pattern-rule.ts';
import type { RuleDefinition } from './pattern-rule.ts';

const definition: RuleDefinition = {
  id: 'acme-token',
  description: '',
  keywords: ['Acme_'],
  pattern: String.raw`\b(acme_[a-z0-9]{12})\b`,
  ignoreCase: false,
  group: 1,
  entropy: 2.5,
  confidence: 'medium',
  paths: null,
  allow: ['example'],
};

function scan(text: string, over: Partial<RuleDefinition> = {}, path: string | null = null) {
  const rules = compileRules(providers, rivals, [compileRule({ ...definition, ...over })]);
  return new Scanner(rules, new PortablePrefilter(rules.anchors)).scan(new TextEncoder().encode(text), { path });
}

describe('a rule of a configuration', () => {
  it('finds in the scan, with place, preview and fingerprint, and names no provider', () => {
    const [found] = scan('ü\ntoken = acme_k3j9x2m7q1w8;\n');
    expect(found).toMatchObject({
      rule: 'acme-token',
      provider: null,
      candidates: [],
      startLine: 2,
      startColumn: 9,
      endColumn: 26,
    });
    expect(found?.secret.preview).toBe('…(17)');
    expect(found?.excerpt?.text).toBe('token = …(17);');
    expect(found?.evidence).toEqual(['the rule acme-token of the configuration']);
  });

  it('passes over what is even, what is allowed, and what stands elsewhere', () => {
    expect(scan('acme_aaaaaaaaaaaa acme_exampleq1w8e')).toEqual([]);
    const paths = { glob: 'src/**', pattern: null, except: [String.raw`\.lock$`] };
    expect(scan('acme_k3j9x2m7q1w8', { paths }, 'src/a.ts')).toHaveLength(1);
    expect(scan('acme_k3j9x2m7q1w8', { paths }, 'src/a.lock')).toEqual([]);
    expect(scan('acme_k3j9x2m7q1w8', { paths }, 'lib/a.ts')).toEqual([]);
  });

  it('leaves our own findings as they are', () => {
    const key = ['klipy_api_', 'Zk3Jq8Wn5Xb2Vr7Ty4Hu9Pd6Lm1Gs0Ac'].join('');
    const found = scan(`key = ${key}`, { keywords: ['klipy'], pattern: 'klipy[A-Za-z0-9_]+', group: 0 });
    expect(found.map(({ rule }) => rule)).toEqual(['klipy-api-key']);
  });
});
