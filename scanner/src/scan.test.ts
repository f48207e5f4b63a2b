import { providers } from '@keyturn/providers';
import type { Example } from '@keyturn/providers';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey, tail } from '../test/sample.ts';
import { FindingCollector, compileRules, PortablePrefilter, Scanner, WasmPrefilter } from './index.ts';
import type { Sighting } from './index.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new WasmPrefilter(rules.anchors));
const encoder = new TextEncoder();
const scan = (text: string, path: string | null = null): Sighting[] => scanner.scan(encoder.encode(text), { path });

const ALPHABETS = {
  alnum: undefined,
  hex: '0123456789abcdef',
  url64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  'alnum-dash': undefined,
  base64: undefined,
};
const sampleOf = (key: Example['key']): string =>
  'parts' in key ? key.parts.join('') : key.prefix + tail(key.length, 7, ALPHABETS[key.alphabet]);

describe.each(providers.map((provider) => [provider.name, provider] as const))(
  "%s's own examples",
  (_name, provider) => {
    it.each(provider.examples.map((example) => [example.says, example] as const))('%s', (_says, example) => {
      const key = sampleOf(example.key);
      const found = scan(example.lines.join('\n').replaceAll('{key}', key), example.path ?? null);
      expect(found.map((sighting) => sighting.rule)).toEqual(example.rule === null ? [] : [example.rule]);
    });
  },
);

describe('a scan', () => {
  it('is the same with either prefilter', () => {
    const text = `a ${clarkyKey()}\nSTRIPE=${secretKey(2, 24)}\n${klipyKey()}\ncurl -H "Authorization: api-key ${tail(40)}" https://api.clarify.ai/v1\n`;
    const portable = new Scanner(rules, new PortablePrefilter(rules.anchors));
    expect(portable.scan(encoder.encode(text)).map((one) => [one.fingerprint, one.startLine, one.startColumn])).toEqual(
      scan(text).map((one) => [one.fingerprint, one.startLine, one.startColumn]),
    );
    expect(scan(text)).toHaveLength(4);
  });

  it('keeps no part of a tail in anything but the secret', () => {
    const value = clarkyKey();
    const [sighting] = scan(`const a = '${value}'; const b = '${tail(40, 9)}';`);
    const shown = JSON.stringify(sighting);
    expect(shown).not.toContain(value.slice(8, 16));
    expect(shown).not.toContain(tail(40, 9).slice(0, 10));
    expect(sighting?.excerpt?.text).toBe("const a = 'ck_live_…(30)'; const b = '…';");
  });

  it('shows control characters of a line as spaces', () => {
    const [sighting] = scan(`\u001b]8;;x\u0007 \u202e ${clarkyKey()}`);
    expect(sighting?.excerpt?.text).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('lets the own line outrank the file, and a rival anywhere make a shared prefix ambiguous', () => {
    const key = secretKey(3);
    expect(scan(`import Stripe from 'stripe';\nAGENTCLARA_API_KEY=${key}`)[0]?.provider).toBe('agentclara');
    expect(scan(`import Stripe from 'stripe';\nconst agent = 'agentclara';\nconst key = '${key}'`)[0]).toMatchObject({
      provider: null,
      rule: 'ambiguous-secret-key',
    });
    expect(scan(`key = '${key}'`, 'src/agentclara/client.py')[0]?.provider).toBe('agentclara');
    expect(scan(`STRIPE_KEY=${secretKey(3, 24)} # for agentclara`)[0]?.provider).toBe(null);
  });
});

describe('findings', () => {
  it('are one for each key, the same in any order, and ambiguous where places contradict each other', () => {
    const key = secretKey(4);
    const places = [
      ['b.env', `AGENTCLARA_API_KEY=${key}`],
      ['a.env', `STRIPE_SECRET_KEY=${key}`],
    ] as const;
    const collect = (order: readonly (readonly [string, string])[]): unknown => {
      const collector = new FindingCollector();
      for (const [path, text] of order) {
        for (const sighting of scan(text, path)) collector.add({ sighting, where: { source: 'file', root: 0, path } });
      }
      return JSON.parse(JSON.stringify(collector.findings()));
    };
    const findings = collect(places) as {
      provider: string | null;
      candidates: string[];
      occurrences: { path: string }[];
    }[];
    expect(collect(places.toReversed())).toEqual(findings);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ provider: null });
    expect(findings[0]?.candidates.slice(0, 2)).toEqual(['stripe', 'agentclara']);
    expect(findings[0]?.occurrences.map((one) => one.path)).toEqual(['a.env', 'b.env']);
  });
});
