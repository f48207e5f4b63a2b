import { Secret, compileGlob } from '@keyturn/scanner';
import type { AllowComment } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { finding, key, occurrence } from '../../test/sample-findings.ts';
import { clearMarksOfActive } from './clear-marks-of-active.ts';
import { suppressByConfig } from './suppress-by-config.ts';
import type { ConfigSuppression } from './suppress-by-config.ts';
import { suppressInline } from './suppress-inline.ts';

const now = new Date('2026-06-15T23:59:00Z');
const options = { now, honour: [] };

function allowed(over: Partial<AllowComment>) {
  const allow: AllowComment = { tool: 'keyturn', reason: 'dead', expires: null, owner: 'ada', ...over };
  return finding(key(1), [{ ...occurrence('src/a.ts', 3), allow }]);
}

describe('suppressInline', () => {
  it('marks what a comment allows, with its reason, owner and date', () => {
    const one = allowed({ expires: '2026-06-15' });
    expect(suppressInline([one], options)).toEqual({ marked: 1, notices: [] });
    expect(one.suppressed).toEqual({ by: 'inline', reason: 'dead', owner: 'ada', expires: '2026-06-15' });
  });

  it.each([
    [{ reason: null }, 'src/a.ts:3: keyturn:allow gives no reason (reason="…"), so it suppresses nothing.'],
    [{ expires: '2026-06-14' }, 'src/a.ts:3: keyturn:allow has expired on 2026-06-14, so it suppresses nothing.'],
    [
      { expires: '2026-02-30' },
      'src/a.ts:3: keyturn:allow has a date that is none (expires=YYYY-MM-DD), so it suppresses nothing.',
    ],
    [
      { expires: 'soon' },
      'src/a.ts:3: keyturn:allow has a date that is none (expires=YYYY-MM-DD), so it suppresses nothing.',
    ],
  ])('marks nothing and says so: %o', (over, notice) => {
    const one = allowed(over);
    expect(suppressInline([one], options)).toEqual({ marked: 0, notices: [notice] });
    expect(one.suppressed).toBeNull();
  });

  it('honours other tools’ comments only when told', () => {
    const one = allowed({ tool: 'gitleaks' });
    expect(suppressInline([one], options).marked).toBe(0);
    expect(suppressInline([one], { now, honour: ['gitleaks'] }).marked).toBe(1);
  });

  it('suppresses a finding only where all its places are', () => {
    const one = finding(key(1), [
      { ...occurrence('a', 1), allow: { tool: 'keyturn', reason: 'x', expires: null, owner: null } },
      occurrence('b', 1),
    ]);
    suppressInline([one], options);
    expect(one.occurrences.map(({ suppressed }) => suppressed !== null)).toEqual([true, false]);
    expect(one.suppressed).toBeNull();
  });
});

const suppression: ConfigSuppression = {
  fingerprint: null,
  path: null,
  rule: null,
  reason: 'known',
  owner: null,
  expires: null,
  where: 'keyturn.yaml:4',
};

describe('suppressByConfig', () => {
  it('marks by fingerprint, wherever the key stands, and by path', () => {
    const one = finding(key(1), [occurrence('a/x', 1), occurrence('b/x', 1)]);
    const other = finding(key(2), [occurrence('a/x', 2), occurrence('b/x', 2), occurrence(null, 1)]);
    const by = [
      { ...suppression, fingerprint: one.fingerprint },
      { ...suppression, path: compileGlob('b/**') },
    ];
    expect(suppressByConfig([one, other], by, now)).toEqual({ marked: 3, notices: [] });
    expect(one.suppressed).toMatchObject({ by: 'config', reason: 'known' });
    expect(other.occurrences.map(({ suppressed }) => suppressed?.by)).toEqual([undefined, 'config', undefined]);
  });

  it('needs every condition', () => {
    const one = finding(key(1), [occurrence('a/x', 1)]);
    expect(suppressByConfig([one], [{ ...suppression, path: compileGlob('a'), rule: 'other' }], now).marked).toBe(0);
    expect(suppressByConfig([one], [{ ...suppression, path: compileGlob('a'), rule: one.rule }], now).marked).toBe(1);
  });

  it('knows a key by its unkeyed fingerprint', () => {
    const one = finding(key(1), [occurrence('a', 1)]);
    const keyed = { ...one, fingerprint: `kt1h:01020304:${'0'.repeat(40)}` };
    expect(suppressByConfig([keyed], [{ ...suppression, fingerprint: one.fingerprint }], now).marked).toBe(1);
  });

  it('says what has expired', () => {
    const one = finding(key(1), [occurrence('a', 1)]);
    expect(suppressByConfig([one], [{ ...suppression, path: compileGlob('a'), expires: '2026-01-01' }], now)).toEqual({
      marked: 0,
      notices: ['keyturn.yaml:4: the suppression has expired on 2026-01-01, so it suppresses nothing.'],
    });
  });
});

describe('clearMarksOfActive', () => {
  it('takes every mark off a key that is active, and off no other', () => {
    const [active, inactive] = [finding(key(1), [occurrence('a', 1)]), finding(key(2), [occurrence('a', 2)])];
    suppressByConfig([active, inactive], [{ ...suppression, path: compileGlob('a') }], now);
    active.validity = { ...active.validity, state: 'active' };
    inactive.validity = { ...inactive.validity, state: 'inactive' };
    expect(clearMarksOfActive([active, inactive])).toEqual([
      'ck_live_…(30) is active: what suppressed it in a place no longer counts.',
    ]);
    expect(active).toMatchObject({ suppressed: null, severity: 'critical', occurrences: [{ suppressed: null }] });
    expect(inactive.suppressed).not.toBeNull();
  });

  it('never shows a value', () => {
    expect(JSON.stringify(finding(new Secret('x'.repeat(20), 0), []))).not.toContain('xxxx');
  });
});
