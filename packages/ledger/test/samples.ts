import type { Validity } from '@keyturn/scanner';
import type { SightedKey, SightedOccurrence, TargetCoverage } from '../src/index.ts';

const NOT_CHECKED: Validity = { state: 'not-checked', reason: 'not asked', checkedAt: null, endpoint: null };

export const checked = (state: 'active' | 'inactive' | 'unknown', checkedAt: string): Validity => ({
  state,
  reason: `The provider says ${state}.`,
  checkedAt,
  endpoint: 'https://api.example.com/v1/me',
});

export const fingerprintOf = (number: number): string => `kt1:${number.toString(16).padStart(40, '0')}`;

export function place(path: string, change: Partial<SightedOccurrence> = {}): SightedOccurrence {
  return {
    source: 'file',
    path,
    startLine: 1,
    startColumn: 5,
    endLine: 1,
    endColumn: 43,
    encoding: [],
    suppressed: null,
    ...change,
  };
}

export function sighted(
  number: number,
  occurrences: readonly SightedOccurrence[],
  change: Partial<SightedKey> = {},
): SightedKey {
  return {
    fingerprint: fingerprintOf(number),
    rule: 'klipy-api-key',
    provider: 'klipy',
    candidates: ['klipy'],
    environment: 'live',
    confidence: 'high',
    preview: 'klipy_api_…(32)',
    occurrences,
    validity: NOT_CHECKED,
    ...change,
  };
}

export const COMPLETE: TargetCoverage = {
  complete: true,
  files: 3,
  bytes: 9_000_000_000,
  blobs: 0,
  commits: 0,
  skipped: [],
  skippedTotal: {},
};

/** The nth of a reproducible audit: `occurrences` places for each key, in git and in files. */
export function* manyKeys(keys: number, occurrences: number): Generator<SightedKey> {
  for (let number = 1; number <= keys; number++) {
    const places = Array.from({ length: occurrences }, (_, index) =>
      index % 2 === 0
        ? place(`src/${number % 100}/service-${index}.ts`, { startLine: index + 1, endLine: index + 1 })
        : place(`src/${number % 100}/service-${index}.ts`, {
            source: 'git',
            commit: (number * 1000 + index).toString(16).padStart(40, 'c'),
            blob: (number * 1000 + index).toString(16).padStart(40, 'b'),
            author: 'A Developer',
            authorEmail: 'developer@example.com',
            date: '2026-01-02T03:04:05.000Z',
            refs: ['refs/heads/main'],
            removed: null,
          }),
    );
    yield sighted(number, places);
  }
}
