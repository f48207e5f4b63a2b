import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey } from '../../../scanner/test/sample.ts';
import { judgeDocument, NO_RULES } from '../findings/judge-document.ts';
import { KeyIndex } from './key-index.ts';
import { childrenOf, groupLabel, groupsOf, spokenKey } from './key-tree.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const t = (message: string, ...args: (string | number)[]): string =>
  message.replaceAll(/\{(\d)\}/g, (_all, index: string) => String(args[Number(index)]));

function found(text: string) {
  return judgeDocument(scanner.scan(new TextEncoder().encode(text)), 'a.ts', NO_RULES, new Date()).findings.flatMap(
    (finding) => finding.occurrences.map((occurrence) => ({ finding, occurrence })),
  );
}

function scan(files: Record<string, string>, suppressed: readonly string[] = []): string {
  const findings = Object.entries(files).flatMap(([path, text]) =>
    found(text).map(({ finding, occurrence }) => ({
      ...finding,
      secret: undefined,
      occurrences: [{ ...occurrence, path, suppressed: suppressed.includes(path) ? { by: 'inline' } : null }],
    })),
  );
  return JSON.stringify({ roots: ['/w'], findings });
}

const uriOf = (root: string, path: string): string => `file://${root}/${path}`;
const places = (index: KeyIndex): string[] => index.places().map(({ uri, key }) => `${uri} ${key.rule}`);

describe('the keys that are known', () => {
  it('are a scan’s, and of open documents what they hold now', () => {
    const index = new KeyIndex();
    expect(index.setDocument('file:///w/a.ts', found(`k = "${klipyKey()}"`), false)).toBe(true);
    expect(index.setDocument('file:///w/a.ts', found(`k = "${klipyKey()}"`), false)).toBe(false);
    const result = scan({ 'a.ts': `"${clarkyKey()}"`, 'b.ts': `"${clarkyKey()}"`, 'c.ts': `"${klipyKey()}"` }, [
      'c.ts',
    ]);
    index.setScan(
      result,
      () => true,
      uriOf,
      (uri) => uri.endsWith('a.ts'),
    );
    expect(places(index)).toEqual(['file:///w/a.ts klipy-api-key', 'file:///w/b.ts clarky-api-key']);
    index.setDocument('file:///w/b.ts', [], false);
    expect(places(index)).toEqual(['file:///w/a.ts klipy-api-key']);
  });

  it('are those of the newest scan of a folder, and of other folders still', () => {
    const index = new KeyIndex();
    const isOpen = (): boolean => false;
    index.setScan(scan({ 'a.ts': `"${clarkyKey()}"` }), () => true, uriOf, isOpen);
    const other = scan({ 'b.ts': `"${clarkyKey()}"` });
    index.setScan(
      other,
      (uri) => uri.startsWith('file:///v/'),
      (_root, path) => `file:///v/${path}`,
      isOpen,
    );
    expect(places(index)).toHaveLength(2);
    index.setScan(scan({}), (uri) => uri.startsWith('file:///w/'), uriOf, isOpen);
    expect(places(index)).toEqual(['file:///v/b.ts clarky-api-key']);
    index.forget('file:///v/b.ts');
    expect(places(index)).toEqual([]);
  });
});

describe('a key in two files', () => {
  it('is told in each as loudly as it matters there', () => {
    const index = new KeyIndex();
    index.setDocument('file:///w/.env', found(`"${clarkyKey()}"`), true);
    index.setDocument('file:///w/a.ts', found(`"${clarkyKey()}"`), false);
    expect(index.places().map(({ uri, grade }) => `${uri} ${grade}`)).toEqual([
      'file:///w/.env information',
      'file:///w/a.ts error',
    ]);
    expect(index.setDocument('file:///w/.env', found(`"${clarkyKey()}"`), false)).toBe(true);
  });
});

describe('the tree of keys', () => {
  const index = new KeyIndex();
  index.setDocument('file:///w/a.ts', found(`"${klipyKey()}"\n"${clarkyKey()}"\n"${clarkyKey()}"`), false);
  index.setDocument('file:///w/b.ts', found(`"${secretKey()}"\n"${clarkyKey()}"`), false);
  const pathOf = (uri: string): string => uri.slice('file:///w/'.length);
  const labels = (by: 'provider' | 'file' | 'validity'): string[] =>
    groupsOf(index.places(), by).map((group) => `${groupLabel(group, pathOf, t)} ${group.keys.length}`);

  it('has the groups that are asked for, the most urgent first', () => {
    expect(labels('provider')).toEqual(['Clarky 1', expect.stringMatching(/^klipy 1$/i), 'Vendor not clear 1']);
    expect(labels('file')).toEqual(['a.ts 2', 'b.ts 2']);
    expect(labels('validity')).toEqual(['not checked 3']);
  });

  it('has a key’s places, and its provider’s steps with the settings page', () => {
    const [clarky] = groupsOf(index.places(), 'provider');
    const [key] = clarky?.keys ?? [];
    if (key === undefined) throw new Error('there is no key');
    const below = childrenOf(key);
    expect(below.map(({ kind }) => kind)).toEqual(['place', 'place', 'place', 'rotation']);
    const rotation = below.at(-1);
    const steps = rotation === undefined ? [] : childrenOf(rotation);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.at(-1)).toMatchObject({ kind: 'link', url: expect.stringMatching(/^https:/) as string });
  });

  it('says to a screen reader what its icons show, and holds no character of a key', () => {
    const groups = groupsOf(index.places(), 'file');
    expect(spokenKey(groups[0]?.keys[1] ?? never(), t)).toMatch(/^ck_live_…\(30\), Clarky, not checked, in 2 places$/);
    for (const key of [clarkyKey(), klipyKey(), secretKey()]) {
      expect(JSON.stringify(groups)).not.toContain(key.slice(-10));
    }
  });
});

function never(): never {
  throw new Error('nothing is there');
}
