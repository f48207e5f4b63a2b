/** What hides findings, and what of it a proposal brings itself: that counts only where the workflow says so. */
import { applyBaseline, markSuppressed } from '@keyturn/config';
import type { Finding, Occurrence, Suppressed } from '@keyturn/scanner';
import type { CommitFiles } from '../commits/commit-files.ts';
import type { Settings } from './settings.ts';

/** A suppression that the proposal adds. */
export interface NewSuppression {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
  readonly suppressed: Suppressed;
}

export interface Proposal {
  readonly head: Settings;
  readonly base: string | null;
  readonly files: CommitFiles;
  /** From the results' root to the repository's top: empty, or ending in a slash. */
  readonly prefix: string;
  readonly mayAdd: boolean;
}

export interface Suppressions {
  readonly added: readonly NewSuppression[];
  readonly notices: readonly string[];
}

/** @param proposal null: everything that stands there counts */
export async function suppress(
  findings: readonly Finding[],
  settings: Settings,
  now: Date,
  proposal: Proposal | null,
): Promise<Suppressions> {
  if (proposal === null) return { added: [], notices: markAll(findings, settings, now) };
  const wished = findings.map(copyOf);
  const ofHead = markAll(wished, proposal.head, now);
  const effective = await Promise.all(findings.map((finding) => withoutNewComments(finding, proposal)));
  const notices = [...new Set([...markAll(effective, settings, now), ...ofHead])];
  const added: NewSuppression[] = [];
  for (const [index, finding] of findings.entries()) {
    for (const [place, occurrence] of finding.occurrences.entries()) {
      const old = effective[index]?.occurrences[place]?.suppressed ?? null;
      const wish = wished[index]?.occurrences[place]?.suppressed ?? null;
      if (old === null && wish !== null) added.push({ finding, occurrence, suppressed: wish });
      occurrence.suppressed = old ?? (proposal.mayAdd ? wish : null);
    }
    const all = finding.occurrences.every(({ suppressed }) => suppressed !== null);
    finding.suppressed = all ? (finding.occurrences[0]?.suppressed ?? null) : null;
  }
  return { added, notices };
}

function markAll(findings: readonly Finding[], { config, baseline }: Settings, now: Date): string[] {
  return [...markSuppressed(findings, config, now), ...applyBaseline(findings, baseline).notices];
}

function copyOf(finding: Finding): Finding {
  return { ...finding, occurrences: finding.occurrences.map((one) => ({ ...one })) };
}

/** A comment counts where the base has it beside the same key in the same file. */
async function withoutNewComments(finding: Finding, { base, files, prefix }: Proposal): Promise<Finding> {
  const occurrences = finding.occurrences.map(async (one) => {
    if (one.allow === null || one.path === null || base === null) return { ...one, allow: null };
    const before = await files.sightings(base, prefix + one.path);
    const isOld = before.some(({ fingerprint, allow }) => allow !== null && fingerprint === finding.fingerprint);
    return isOld ? { ...one } : { ...one, allow: null };
  });
  return { ...finding, occurrences: await Promise.all(occurrences) };
}
