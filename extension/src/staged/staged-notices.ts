/** What is to be said of staged files that hold keys: each key in each file once, until it is no longer staged. */
import type { FindingsDocument } from '@keyturn/report/schema';
import { vendorName } from '../findings/describe.ts';
import type { Translate } from '../translate.ts';

/** A key in a file that is staged. Lines and columns are 1-based, of the staged text. */
export interface StagedKey {
  readonly path: string;
  readonly preview: string;
  readonly provider: string | null;
  readonly line: number;
  readonly column: number;
}

/** Files that a notice names. */
const NAMED = 3;

export class StagedNotices {
  #told = new Set<string>();

  /** What is new. @param json `keyturn/findings@1` of what is staged now; null where nothing is */
  next(json: string | null): StagedKey[] {
    const before = this.#told;
    this.#told = new Set();
    if (json === null) return [];
    const { findings } = JSON.parse(json) as FindingsDocument;
    return findings.flatMap(({ fingerprint, preview, provider, occurrences }) =>
      occurrences.flatMap(({ path, suppressed, startLine: line, startColumn: column }): StagedKey[] => {
        const name = `${fingerprint} ${path ?? ''}`;
        if (path === null || suppressed !== null || this.#told.has(name)) return [];
        this.#told.add(name);
        return before.has(name) ? [] : [{ path, preview, provider, line, column }];
      }),
    );
  }
}

/** One sentence; undefined where there is nothing to say. */
export function stagedText(keys: readonly StagedKey[], t: Translate): string | undefined {
  const [first] = keys;
  if (first === undefined) return undefined;
  const files = [...new Set(keys.map(({ path }) => path))];
  if (files.length > 1) {
    const named = files.slice(0, NAMED).join(', ');
    return t('{0} staged files hold keys: {1}', files.length, files.length > NAMED ? `${named}, …` : named);
  }
  return first.provider === null
    ? t('{0} is staged with a secret key in it: {1}', first.path, first.preview)
    : t('{0} is staged with a key of {1} in it: {2}', first.path, vendorName(first.provider), first.preview);
}
