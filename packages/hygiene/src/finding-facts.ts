/** What a scan's finding says by itself, as facts: where the key stands now, and how old it is at least. */
import { pathsInside } from '@keyturn/scanner';
import type { Finding, Occurrence } from '@keyturn/scanner';
import { clientSide } from './client-side/client-side.ts';
import type { Entry, KeyFacts, KnownDate, Use } from './facts.ts';
import { isTestFile, serviceOf, stageOf } from './place/stage.ts';

/** What a finding does not hold itself. */
export interface Surroundings {
  /** What names the repository in which a place lies; null for a place in none. */
  readonly repositoryOf: (occurrence: Occurrence) => string | null;
  /** The text around a place; empty where none is at hand. */
  readonly textOf: (occurrence: Occurrence) => string;
  /** Whom its repository names as a key's owner. */
  readonly ownerOf: (finding: FindingParts) => KeyFacts['owner'];
  /** Whether the keys were to be verified. */
  readonly isVerified: boolean;
}

/** What an inventory says of a key, where there is one. */
export interface Known {
  readonly entry: Entry | null;
  readonly created: KnownDate | null;
}

/** Of a finding, or of what a ledger remembers of one. */
export type FindingParts = Pick<
  Finding,
  'fingerprint' | 'provider' | 'environment' | 'validity' | 'occurrences' | 'firstSeen'
>;

/** @param known undefined: there is no inventory */
export function factsOfFinding(finding: FindingParts, surroundings: Surroundings, known?: Known): KeyFacts {
  return {
    provider: finding.provider,
    environment: finding.environment,
    validity: finding.validity,
    isVerified: surroundings.isVerified,
    leaks: finding.occurrences.length,
    uses: finding.occurrences.filter(standsNow).map((one) => useOf(one, surroundings)),
    // What the owner wrote down outranks git, which knows no more than when it first saw the key.
    created: known?.created ?? firstSighting(finding),
    entry: known?.entry ?? null,
    owner: surroundings.ownerOf(finding),
    hasInventory: known !== undefined,
  };
}

/** What no tip of a branch holds any more is a leak, and no use. */
function standsNow({ git }: Occurrence): boolean {
  return git === null || git.refs.length > 0;
}

/** The innermost file: of an archive, the one inside it. */
function pathOf({ path, encoding }: Occurrence): string | null {
  return pathsInside(encoding).at(-1) ?? path;
}

function useOf(occurrence: Occurrence, { repositoryOf, textOf }: Surroundings): Use {
  const path = pathOf(occurrence);
  const { excerpt, startLine } = occurrence;
  const line = excerpt?.text.slice(0, excerpt.start) ?? '';
  const { service, stage, isTest } = placeOf(path);
  return {
    repository: repositoryOf(occurrence),
    service,
    stage,
    isTest,
    clientSide: clientSide({ path, line, text: textOf(occurrence) }),
    where: `${occurrence.path ?? occurrence.source}:${startLine}`,
  };
}

type PathFacts = Pick<Use, 'service' | 'stage' | 'isTest'>;

/** What the last path tells: a file's keys come one after the other. */
let last: { readonly path: string | null; readonly facts: PathFacts } | undefined;

function placeOf(path: string | null): PathFacts {
  if (last?.path !== path || last === undefined) {
    last = { path, facts: { service: serviceOf(path), stage: stageOf(path), isTest: isTestFile(path) } };
  }
  return last.facts;
}

function firstSighting({ firstSeen, occurrences }: FindingParts): KnownDate | null {
  if (!firstSeen && occurrences.every(({ git }) => git === null)) return null;
  const dates = [firstSeen?.date, ...occurrences.map(({ git }) => git?.date)]
    .map((date) => Date.parse(date ?? ''))
    .filter((instant) => !Number.isNaN(instant));
  if (dates.length === 0) return null;
  const first = dates.reduce((a, b) => Math.min(a, b));
  return { date: new Date(first).toISOString(), source: 'git', exact: false };
}
