import type { Coverage, Skip, SkipReason } from './model.ts';

/** How many places of one reason are listed; all of them are counted. */
const LISTED = 1000;

/** Counts what was looked at and remembers what was not. Parts from several threads add up. */
export class CoverageMeter {
  files = 0;
  bytes = 0;
  blobs = 0;
  commits = 0;
  readonly #skipped: Skip[] = [];
  readonly #totals: Partial<Record<SkipReason, number>> = {};

  /** Notes a gap: something asked for that could not be searched. */
  skip(where: string, reason: SkipReason): void {
    const total = (this.#totals[reason] ?? 0) + 1;
    this.#totals[reason] = total;
    if (total <= LISTED) this.#skipped.push({ where, reason });
  }

  /** Notes gaps that are counted and not named one by one. */
  skipMore(reason: SkipReason, count: number): void {
    if (count > 0) this.#totals[reason] = (this.#totals[reason] ?? 0) + count;
  }

  add(part: Coverage): void {
    this.files += part.files;
    this.bytes += part.bytes;
    this.blobs += part.blobs;
    this.commits += part.commits;
    const listed: Partial<Record<SkipReason, number>> = {};
    for (const { where, reason } of part.skipped) {
      listed[reason] = (listed[reason] ?? 0) + 1;
      this.skip(where, reason);
    }
    for (const [reason, total] of Object.entries(part.skippedTotal) as [SkipReason, number][]) {
      this.skipMore(reason, total - (listed[reason] ?? 0));
    }
  }

  /** JSON-safe, and the same for the same gaps in any order. */
  result(): Coverage {
    const reasons = Object.keys(this.#totals).toSorted() as SkipReason[];
    return {
      complete: reasons.length === 0,
      files: this.files,
      bytes: this.bytes,
      blobs: this.blobs,
      commits: this.commits,
      skipped: this.#skipped.toSorted((a, b) =>
        a.reason < b.reason ? -1 : a.reason > b.reason ? 1 : a.where < b.where ? -1 : a.where > b.where ? 1 : 0,
      ),
      skippedTotal: Object.fromEntries(reasons.map((reason) => [reason, this.#totals[reason]])),
    };
  }
}
