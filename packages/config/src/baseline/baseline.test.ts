import { createHash } from 'node:crypto';
import { KeyturnError } from '@keyturn/scanner';
import { describe, expect, it } from 'vitest';
import { finding, key, occurrence } from '../../test/sample-findings.ts';
import { applyBaseline, goneNotices } from './apply-baseline.ts';
import { withBaselineAttributes } from './attributes.ts';
import { entriesOf, formatBaseline, parseBaseline } from './baseline-file.ts';
import { importReport } from './import-report.ts';

const entries = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('kt1:'));

describe('the baseline file', () => {
  it('holds a line for each key and path, sorted, and no value, line number or time', () => {
    const secrets = [key(1), key(2)];
    const findings = secrets.map((secret) =>
      finding(secret, [occurrence('b.ts', 7), occurrence('b.ts', 9), occurrence('a.ts', 3), occurrence(null, 1)]),
    );
    const text = formatBaseline(entriesOf(findings));
    expect(entries(text)).toHaveLength(6);
    expect(entries(text)).toEqual(entries(text).toSorted());
    for (const secret of secrets) expect(text).not.toContain(secret.reveal().slice(8));
    expect(entries(text)[0]).toMatch(/^kt1:[0-9a-f]{40} -$/);
    expect(formatBaseline(parseBaseline(text, 'x'))).toBe(text);
  });

  it('holds no value of a file named after a key', () => {
    const secret = key(1);
    const text = formatBaseline(entriesOf([finding(secret, [occurrence(`keys/${secret.reveal()}.txt`, 1)])]));
    expect(text).not.toContain(secret.reveal());
  });

  it('carries paths of any kind', () => {
    const paths = ['a b.ts', 'a\nkt1:b', '"quoted"', '-', ' lead', 'trail ', 'ünï/コード', '\u202ea'];
    const text = formatBaseline(
      entriesOf([
        finding(
          key(1),
          paths.map((path) => occurrence(path, 1)),
        ),
      ]),
    );
    expect(new Set(parseBaseline(text, 'x').map(({ path }) => path))).toEqual(new Set(paths));
  });

  it('reads any order, repeated lines, CRLF, notes and a conflict that nobody resolved', () => {
    const print = `kt1:${'a'.repeat(40)}`;
    const other = `kt1:${'b'.repeat(40)}`;
    const text = `\ufeff# note\r\n${print} a\r\n<<<<<<< ours\r\n${print} a\r\n=======\r\n${other} b\r\n>>>>>>> theirs\r\n\r\n`;
    expect(new Set(parseBaseline(text, 'x').map(({ fingerprint }) => fingerprint))).toEqual(new Set([print, other]));
  });

  it.each([
    ['nonsense', '.keyturn-baseline:1 is no entry of a baseline'],
    [`# x\nkt1h:01020304:${'a'.repeat(40)} a`, '.keyturn-baseline:2 holds a keyed fingerprint'],
  ])('says which line is wrong: %s', (text, problem) => {
    expect(() => parseBaseline(text, '.keyturn-baseline')).toThrow(KeyturnError);
    expect(() => parseBaseline(text, '.keyturn-baseline')).toThrow(problem);
  });

  it('has git merge it line by line', () => {
    expect(withBaselineAttributes('* text=auto')).toBe('* text=auto\n.keyturn-baseline merge=union text eol=lf\n');
    expect(withBaselineAttributes(withBaselineAttributes('') ?? '')).toBeNull();
  });
});

describe('applyBaseline', () => {
  const known = finding(key(1), [occurrence('src/a.ts', 3)]);
  const baseline = entriesOf([known]);

  it('marks by the fingerprint alone: after an edit above, a rename and a move', () => {
    const moved = finding(key(1), [occurrence('lib/b.ts', 300)]);
    const { marked, notices, gone } = applyBaseline([moved], baseline);
    expect({ marked, gone }).toEqual({ marked: 1, gone: [] });
    expect(moved.suppressed).toEqual({ by: 'baseline', reason: null, owner: null, expires: null });
    expect(notices).toEqual([
      'ck_live_…(30) is in the baseline and stands in a place that it does not name: lib/b.ts.',
    ]);
  });

  it('leaves a new key alone, and an earlier mark too', () => {
    const fresh = finding(key(2), [occurrence('src/a.ts', 3)]);
    const inline = { by: 'inline', reason: 'x', owner: null, expires: null } as const;
    const allowed = finding(key(1), [{ ...occurrence('src/a.ts', 3), suppressed: inline }]);
    expect(applyBaseline([fresh, allowed], baseline).marked).toBe(0);
    expect(fresh.suppressed).toBeNull();
    expect(allowed.suppressed).toEqual(inline);
  });

  it('lists entries that no longer occur', () => {
    const { gone } = applyBaseline([], baseline);
    expect(goneNotices(gone)).toEqual([`${known.fingerprint} (src/a.ts) is in the baseline and no longer occurs.`]);
  });
});

describe('importReport', () => {
  const secret = key(5);
  const found = [finding(secret, [occurrence('src/a.ts', 3)])];
  const expected = [{ fingerprint: found[0]!.fingerprint, path: 'src/a.ts' }];

  it('reads gitleaks’ report', () => {
    const report = [
      { RuleID: 'clarky', Secret: secret.reveal(), File: 'src/a.ts', StartLine: 3 },
      { RuleID: 'clarky', Secret: 'REDACTED', File: 'src/b.ts' },
    ];
    const { tool, entries: made, problems } = importReport(JSON.stringify(report), 'gitleaks.json', []);
    expect({ tool, made }).toEqual({ tool: 'gitleaks', made: expected });
    expect(problems[0]).toContain('1 redacted');
  });

  it('reads detect-secrets’ baseline, whose hashes it looks up among what was found', () => {
    const hash = createHash('sha1').update(secret.reveal()).digest('hex');
    const report = {
      version: '1.5.0',
      plugins_used: [],
      results: {
        'src/a.ts': [
          { type: 'Secret Keyword', hashed_secret: hash, line_number: 3 },
          { type: 'x', hashed_secret: 'ff' },
        ],
      },
    };
    expect(importReport(JSON.stringify(report), '.secrets.baseline', found)).toEqual({
      tool: 'detect-secrets',
      entries: expected,
      problems: ['1 entries are no keys that Keyturn finds here: they are not needed.'],
    });
  });

  it('reads trufflehog’s lines, log lines between them', () => {
    const line = JSON.stringify({
      DetectorName: 'CustomRegex',
      Raw: secret.reveal(),
      SourceMetadata: { Data: { Filesystem: { file: 'src/a.ts', line: 3 } } },
    });
    const text = `{"level":"info-0","msg":"running"}\n${line}\n`;
    expect(importReport(text, 'hog.json', [])).toEqual({ tool: 'trufflehog', entries: expected, problems: [] });
  });

  it('refuses what is none of them', () => {
    expect(() => importReport('{"a":1}', 'x.json', [])).toThrow('x.json is no report of');
    expect(() => importReport('nonsense', 'x.json', [])).toThrow(KeyturnError);
  });
});
