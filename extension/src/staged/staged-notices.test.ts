import { describe, expect, it } from 'vitest';
import { stagedText, StagedNotices } from './staged-notices.ts';

const t = (message: string, ...args: (string | number)[]): string =>
  message.replaceAll(/\{(\d)\}/g, (_all, index: string) => String(args[Number(index)]));

function staged(keys: Record<string, readonly string[]>, suppressed: readonly string[] = []): string {
  const findings = Object.entries(keys).map(([fingerprint, paths]) => ({
    fingerprint,
    preview: 'ck_live_…(30)',
    provider: fingerprint === 'nobody' ? null : 'clarky',
    occurrences: paths.map((path) => ({
      path,
      startLine: 3,
      startColumn: 5,
      suppressed: suppressed.includes(path) ? { by: 'inline' } : null,
    })),
  }));
  return JSON.stringify({ findings });
}

describe('what is said of staged keys', () => {
  it('names the file and the vendor', () => {
    const keys = new StagedNotices().next(staged({ one: ['src/a.ts'] }));
    expect(keys).toEqual([{ path: 'src/a.ts', preview: 'ck_live_…(30)', provider: 'clarky', line: 3, column: 5 }]);
    expect(stagedText(keys, t)).toBe('src/a.ts is staged with a key of Clarky in it: ck_live_…(30)');
    const nobodys = new StagedNotices().next(staged({ nobody: ['b.ts'] }));
    expect(stagedText(nobodys, t)).toBe('b.ts is staged with a secret key in it: ck_live_…(30)');
  });

  it('is one sentence for many files', () => {
    const keys = new StagedNotices().next(staged({ one: ['a', 'b'], two: ['c', 'd'] }));
    expect(stagedText(keys, t)).toBe('4 staged files hold keys: a, b, c, …');
  });

  it('is said once, and again when the file was unstaged in between', () => {
    const notices = new StagedNotices();
    expect(notices.next(staged({ one: ['a'] }))).toHaveLength(1);
    expect(notices.next(staged({ one: ['a'] }))).toEqual([]);
    expect(notices.next(staged({ one: ['a', 'b'], two: ['a'] }))).toHaveLength(2);
    expect(notices.next(null)).toEqual([]);
    expect(notices.next(staged({ one: ['a'] }))).toHaveLength(1);
  });

  it('is nothing of what is suppressed', () => {
    const keys = new StagedNotices().next(staged({ one: ['a'] }, ['a']));
    expect(stagedText(keys, t)).toBeUndefined();
  });
});
