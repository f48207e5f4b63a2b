/** Every key that is known: of the last scan of each folder, and, more current than that, of documents that were opened since. */
import type { FindingsDocument } from '@keyturn/report/schema';
import type { Finding, Occurrence, Validity } from '@keyturn/scanner';
import { gradeOf } from '../findings/grade.ts';
import type { Grade } from '../findings/grade.ts';

/** A key as whoever shows it needs it. Nothing here is more of it than its public prefix. */
export interface KnownKey {
  readonly fingerprint: string;
  readonly preview: string;
  readonly rule: string;
  readonly provider: string | null;
  readonly candidates: readonly string[];
  readonly environment: Finding['environment'];
  readonly confidence: Finding['confidence'];
  readonly severity: Finding['severity'];
  readonly validity: Validity;
}

/** One of its places: 0-based, the end exclusive. */
export interface KnownPlace {
  readonly key: KnownKey;
  /** How loudly it is told there: the same key may stand where it may be, and where it may not. */
  readonly grade: Grade;
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

type Found = Pick<Finding, keyof KnownKey>;

export class KeyIndex {
  readonly #scanned = new Map<string, readonly KnownPlace[]>();
  readonly #live = new Map<string, readonly KnownPlace[]>();

  /**
   * What a document holds now, of its keys that nothing suppresses.
   *
   * @param isIgnored whether git ignores its file
   * @returns whether that is something new
   */
  setDocument(
    uri: string,
    found: readonly { finding: Finding; occurrence: Occurrence }[],
    isIgnored: boolean,
  ): boolean {
    const places = found.map(({ finding, occurrence }) =>
      placeOf(keyOf(finding), gradeOf(finding, isIgnored), uri, occurrence),
    );
    const before = this.#live.get(uri) ?? this.#scanned.get(uri) ?? [];
    this.#live.set(uri, places);
    return JSON.stringify(before) !== JSON.stringify(places);
  }

  /** A file that is no more. */
  forget(uri: string): void {
    this.#live.delete(uri);
    this.#scanned.delete(uri);
  }

  /**
   * Takes a scan's result in place of the one before it.
   *
   * @param json `keyturn/findings@1`
   * @param isBelow whether a file lies in the scanned folder
   * @param uriOf of a root and a path below it
   * @param isOpen whether a document is open, so that what is known of it is more current than the scan
   */
  setScan(
    json: string,
    isBelow: (uri: string) => boolean,
    uriOf: (root: string, path: string) => string,
    isOpen: (uri: string) => boolean,
  ): void {
    for (const uri of this.#scanned.keys()) if (isBelow(uri)) this.#scanned.delete(uri);
    for (const uri of this.#live.keys()) if (isBelow(uri) && !isOpen(uri)) this.#live.delete(uri);
    const { roots, findings } = JSON.parse(json) as FindingsDocument;
    for (const finding of findings) {
      for (const occurrence of finding.occurrences) {
        const { path, root = 0, suppressed } = occurrence;
        if (path === null || suppressed !== null) continue;
        const uri = uriOf(roots[root] ?? '', path);
        const place = placeOf(keyOf(finding), gradeOf(finding, false), uri, occurrence);
        this.#scanned.set(uri, [...(this.#scanned.get(uri) ?? []), place]);
      }
    }
  }

  /** Sorted by file and place. */
  places(): KnownPlace[] {
    const uris = [...new Set([...this.#live.keys(), ...this.#scanned.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
    return uris.flatMap((uri) => this.placesIn(uri));
  }

  placesIn(uri: string): KnownPlace[] {
    const places = this.#live.get(uri) ?? this.#scanned.get(uri) ?? [];
    return places.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }
}

function keyOf(finding: Found): KnownKey {
  const { fingerprint, preview, rule, provider, candidates, environment, confidence, severity, validity } = finding;
  return { fingerprint, preview, rule, provider, candidates, environment, confidence, severity, validity };
}

function placeOf(
  key: KnownKey,
  grade: Grade,
  uri: string,
  place: Pick<Occurrence, 'startLine' | 'startColumn' | 'endLine' | 'endColumn'>,
): KnownPlace {
  return {
    key,
    grade,
    uri,
    line: place.startLine - 1,
    column: place.startColumn - 1,
    endLine: place.endLine - 1,
    endColumn: place.endColumn - 1,
  };
}
