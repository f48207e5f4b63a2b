import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  collect,
  everything,
  finding,
  input,
  key,
  occurrence,
  result,
  suppression,
  values,
} from '../../test/sample-result.ts';
import { loadFormatter } from '../index.ts';
import type { ReportInput, TextStyle } from '../index.ts';
import { columns } from './columns.ts';

const text = await loadFormatter('text');
const written = (from: ReportInput, style?: TextStyle): string => collect((sink) => text.write(from, sink, style));
const lines = (from: ReportInput, style?: TextStyle): string[] => written(from, style).split('\n');
const ESCAPE = '\u001b';

describe('text', () => {
  it('groups by file, with line, column, severity and kind of key', () => {
    const shown = lines(everything());
    expect(shown[0]).toBe('src/config.env');
    expect(shown[1]).toMatch(/^ +12:9 {2}critical {2}Clarky API key, live$/);
    expect(shown[2]?.trim()).toBe('API_KEY=ck_live_…(30)');
  });

  it('says why a key is believed, and what to do next with the provider’s link', () => {
    const shown = written(everything(), { colour: false, hyperlinks: false, width: 120 });
    expect(shown).toContain('high confidence: its length, 38, is documented; host clarky.ai beside it');
    expect(shown).toContain('What to do with the Clarky key');
    expect(shown).toContain('4 Revoke the old key.');
    expect(shown).toContain('https://clarky.ai');
    expect(shown).toContain('May be a key of Stripe, AgentClara, Clerk, Paystack or of 2 more vendors.');
  });

  it('holds no key', () => {
    for (const value of values(everything())) expect(written(everything())).not.toContain(value);
  });

  it.each([70, 80, 120])('fits into %i columns', (width) => {
    const shown = lines(everything(), { colour: false, hyperlinks: false, width });
    expect(shown.filter((line) => columns(line) > width)).toEqual([]);
  });

  it('keeps the key in sight on a long line', () => {
    expect(written(everything())).toMatch(/\n +….*apiKey: 'klipy_api_…\(32\)', retries.*…\n/);
  });

  it('is plain without a style, and dressed with one', () => {
    expect(written(everything())).not.toContain(ESCAPE);
    const dressed = written(everything(), { colour: true, hyperlinks: true, width: 80 });
    expect(dressed).toContain(`${ESCAPE}[1;31mcritical${ESCAPE}[0m`);
    expect(dressed).toContain(`${ESCAPE}]8;;file:///home/ada/shop/src/config.env${ESCAPE}\\`);
    expect(stripVTControlCharacters(dressed)).toBe(written(everything()));
  });

  it('lets nothing from the tree reach the terminal as more than text', () => {
    const secret = key('ck_live_', 1);
    const evil = `a${ESCAPE}[2J\u009b1m\u202e\rb`;
    const git = { commit: evil, blob: evil, author: evil, authorEmail: evil, date: evil, refs: [evil], removed: evil };
    const places = [
      occurrence(secret, { path: evil, git, encoding: [evil], suppressed: suppression({ reason: evil, owner: evil }) }),
      occurrence(secret, { path: evil, git }),
    ];
    const hostile = input([], {
      result: result([finding(secret, { occurrences: places, evidence: [evil] })], {
        coverage: {
          ...input([]).result.coverage,
          complete: false,
          skipped: [{ where: evil, reason: 'unreadable' }],
          skippedTotal: { unreadable: 1 },
        },
      }),
      notices: [evil],
      narrowed: [{ by: evil, what: 'exclude', detail: evil }],
    });
    expect(written(hostile).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('shows a gap in the coverage before the sum, and never calls it clean', () => {
    const { coverage } = everything().result;
    const shown = written(input([], { result: result([], { coverage }) }));
    expect(shown).toContain('INCOMPLETE');
    expect(shown).toContain('17 objects that the repository lacks');
    expect(shown).toContain('No keys found in the part that was searched');
  });

  it('counts and lists what is suppressed, and shows it in full when asked', () => {
    const from = everything();
    expect(written(from)).toContain('docs/old.md:1:9 Klipy API key, by a comment: rotated on 1 March');
    expect(written(from)).toContain('5 keys found in 7 places: 2 critical, 2 high, 1 low; 1 suppressed');
    expect(lines({ ...from, showSuppressed: true })).toContain('docs/old.md');
  });

  it('says that nothing was found, in how much and in what time', () => {
    expect(written(input([]))).toBe('No keys found\nSearched 312 files, 4.8 MB, all that was asked for, in 84 ms\n');
  });

  it('shows one key in many places once in full, and counts beyond twenty', () => {
    const secret = key('ck_live_', 1);
    const occurrences = Array.from({ length: 25 }, (_, index) => occurrence(secret, { startLine: index + 1 }));
    const shown = written(input([finding(secret, { occurrences })]));
    expect(shown.match(/high confidence/g)).toHaveLength(1);
    expect(shown.match(/the same key as src\/config.env:1:9/g)).toHaveLength(19);
    expect(shown).toContain('and in 5 more places');
  });
});
