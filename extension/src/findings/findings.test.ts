import { PortablePrefilter, Scanner, compileRules } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey } from '../../../scanner/test/sample.ts';
import { allowLine } from './allow.ts';
import { hoverOf, messageOf, rulePage } from './describe.ts';
import { gradeOf, loudest } from './grade.ts';
import { judgeDocument, NO_RULES } from './judge-document.ts';
import { placeholderFor } from './placeholder.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const now = new Date('2026-06-15T12:00:00Z');
const t = (message: string, ...args: (string | number)[]): string =>
  message.replaceAll(/\{(\d)\}/g, (_all, index: string) => String(args[Number(index)]));

function findingsIn(text: string, folder = NO_RULES): Finding[] {
  return judgeDocument(scanner.scan(new TextEncoder().encode(text)), 'a.ts', folder, now).findings;
}
function only(text: string): Finding {
  const [finding] = findingsIn(text);
  if (finding === undefined) throw new Error('no key was found');
  return finding;
}

describe('a key in a document', () => {
  const live = only(`k = "${clarkyKey()}"`);
  const ambiguous = only(`k = "${secretKey()}"`);
  const test = only(`agentclara = "${secretKey(1, 30, 'test')}"`);

  it('is told as loudly as it matters', () => {
    expect([live, ambiguous, test].map((one) => gradeOf(one, false))).toEqual(['error', 'warning', 'information']);
    expect(gradeOf(live, true)).toBe('information');
    const active = { ...test, validity: { ...test.validity, state: 'active' as const } };
    expect(gradeOf(active, true)).toBe('error');
    expect(gradeOf({ ...live, validity: { ...live.validity, state: 'inactive' } }, false)).toBe('information');
    expect(loudest(['information', 'error', 'warning'])).toBe('error');
    expect(loudest(['information'])).toBe('information');
  });

  it('is described without a character of its tail', () => {
    for (const [finding, key] of [
      [live, clarkyKey()],
      [ambiguous, secretKey()],
      [test, secretKey(1, 30, 'test')],
    ] as const) {
      for (const text of [messageOf(finding, false, t), messageOf(finding, true, t), hoverOf(finding, t)]) {
        expect(text).toContain(finding.preview);
        expect(text).not.toContain(key.slice(8, 13));
      }
    }
  });

  it('has its provider’s steps and settings page in the hover, and all candidates where the vendor is not clear', () => {
    expect(hoverOf(live, t)).toContain('https://');
    expect(hoverOf(live, t)).toContain('\n1. ');
    expect(hoverOf(ambiguous, t)).toContain('AgentClara, ');
  });

  it('leads to a page of its rule that is there', () => {
    expect(rulePage(live.rule)).toMatch(/docs\/rules\.md#clarky-api-key$/);
    expect(rulePage('of-a-configuration')).toMatch(/docs\/configuration\.md$/);
  });

  it('is hidden by a comment with a reason, by a suppression and by the baseline, and by nothing less', () => {
    const key = klipyKey();
    expect(findingsIn(`// keyturn:allow reason="sample"\nk = "${key}"`)[0]?.suppressed?.by).toBe('inline');
    expect(findingsIn(`// keyturn:allow\nk = "${key}"`)[0]?.suppressed).toBeNull();
    const { fingerprint } = only(`k = "${key}"`);
    const folder = { ...NO_RULES, baseline: [{ fingerprint, path: 'a.ts' }] };
    expect(findingsIn(`k = "${key}"`, folder)[0]?.suppressed?.by).toBe('baseline');
  });

  it('leaves a placeholder that is not found again', () => {
    for (const finding of [live, ambiguous, test]) {
      expect(findingsIn(`k = "${placeholderFor(finding.secret)}"`)).toEqual([]);
    }
    expect(placeholderFor({ preview: '…(40)', prefixLength: 0 })).toBe('YOUR_API_KEY');
  });
});

describe('the comment that allows a key', () => {
  it.each([
    ['typescript', 'a.ts'],
    ['python', 'a.py'],
    ['sql', 'a.sql'],
    ['html', 'a.html'],
    ['css', 'a.css'],
    ['plaintext', '.env.local'],
  ])('is taken by the scanner (%s)', (language, path) => {
    const line = `    key = "${klipyKey()}"`;
    const comment = allowLine(language, path, line, 'a "quoted" reason */ --> \n\\', '2030-01-01');
    expect(comment).toMatch(/^ {4}\S/);
    const [finding] = findingsIn(`${comment ?? ''}\n${line}`);
    expect(finding?.suppressed).toMatchObject({ by: 'inline', expires: '2030-01-01' });
    expect(finding?.suppressed?.reason).toMatch(/^a "quoted" reason/);
  });

  it('is not offered where a language has none', () => {
    expect(allowLine('json', 'a.json', '{}', 'why', null)).toBeNull();
  });
});
