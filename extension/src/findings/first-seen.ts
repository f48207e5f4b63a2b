/** Where keys were first seen in a history, by what a scan of it has found. */
import type { FindingsDocument } from '@keyturn/report/schema';

/** By fingerprint, in words: date, commit, author, path. Keys in them were masked by whoever wrote the result. */
export function firstSeenIn(json: string): Map<string, string> {
  const { findings } = JSON.parse(json) as FindingsDocument;
  return new Map(
    findings.flatMap(({ fingerprint, firstSeen }): [string, string][] => {
      if (firstSeen === undefined || firstSeen === null) return [];
      const { commit, date, author, path } = firstSeen;
      const said = [date.slice(0, 10), commit.slice(0, 10), author, ...(path === null ? [] : [path])];
      return [[fingerprint, said.join(', ')]];
    }),
  );
}
