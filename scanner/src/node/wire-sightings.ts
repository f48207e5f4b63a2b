/**
 * Sightings as they cross from thread to thread, within the process. A copy of an object names all that it has: for many sightings
 * that takes longer than what is said of them. They cross as rows, and what several say of whose key it is crosses once.
 */
import type { Attribution, Sighting } from '../model.ts';
import { Secret } from '../secret.ts';

type WireRow = readonly [
  /** Index into `said`. */
  said: number,
  value: string,
  prefixLength: number,
  fingerprint: string,
  startLine: number,
  startColumn: number,
  endLine: number,
  endColumn: number,
  start: number,
  end: number,
  encoding: Sighting['encoding'],
  excerpt: Sighting['excerpt'],
  allow: Sighting['allow'],
];

export interface WireSightings {
  readonly said: readonly Attribution[];
  readonly rows: readonly WireRow[];
}

/** Takes secrets out of their wrappers, which nobody could copy. */
export function toWire(sightings: readonly Sighting[]): WireSightings {
  const said: Attribution[] = [];
  /** By the list of evidence, which is one for all sightings of a text that say the same. */
  const known = new Map<readonly string[], number>();
  const indexOf = (sighting: Sighting): number => {
    const index = known.get(sighting.evidence);
    const same = index === undefined ? undefined : said[index];
    if (index !== undefined && same !== undefined && saysTheSame(same, sighting)) return index;
    known.set(sighting.evidence, said.length);
    return said.push(attributionOf(sighting)) - 1;
  };
  return {
    said,
    rows: sightings.map((one) => [
      indexOf(one),
      one.secret.reveal(),
      one.secret.prefixLength,
      one.fingerprint,
      one.startLine,
      one.startColumn,
      one.endLine,
      one.endColumn,
      one.start,
      one.end,
      one.encoding,
      one.excerpt,
      one.allow,
    ]),
  };
}

/** Puts them together again. */
export function fromWire({ said, rows }: WireSightings): Sighting[] {
  return rows.map(
    ([
      index,
      value,
      prefixLength,
      fingerprint,
      startLine,
      startColumn,
      endLine,
      endColumn,
      start,
      end,
      encoding,
      excerpt,
      allow,
    ]) => {
      const attribution = said[index];
      if (attribution === undefined) throw new RangeError('A sighting has come without whose key it is.');
      // Each by its name: what is spread into an object takes many times as long.
      return {
        rule: attribution.rule,
        provider: attribution.provider,
        candidates: attribution.candidates,
        environment: attribution.environment,
        confidence: attribution.confidence,
        evidence: attribution.evidence,
        rivalClear: attribution.rivalClear,
        workspaces: attribution.workspaces,
        startLine,
        startColumn,
        endLine,
        endColumn,
        secret: new Secret(value, prefixLength),
        fingerprint,
        start,
        end,
        encoding,
        excerpt,
        allow,
      };
    },
  );
}

function attributionOf(sighting: Sighting): Attribution {
  const { rule, provider, candidates, environment, confidence, evidence, rivalClear, workspaces } = sighting;
  return { rule, provider, candidates, environment, confidence, evidence, rivalClear, workspaces };
}

/** Lists are compared as they stand: two that are equal cross twice. */
function saysTheSame(a: Attribution, b: Attribution): boolean {
  return (
    a.rule === b.rule &&
    a.provider === b.provider &&
    a.candidates === b.candidates &&
    a.environment === b.environment &&
    a.confidence === b.confidence &&
    a.evidence === b.evidence &&
    a.rivalClear === b.rivalClear &&
    a.workspaces === b.workspaces
  );
}
