/** A scan as an audit of the ledger, which takes the document's shapes: masked, without a value. */
import { randomBytes } from 'node:crypto';
import type { KeyEntry } from '@keyturn/inventory';
import { openLedger } from '@keyturn/ledger';
import type { Ledger, OwnedKey, Scope, SightedKey, TargetCoverage } from '@keyturn/ledger';
import type { ReportInput } from '@keyturn/report';
import { findingOf, headOf, KeyMask } from '@keyturn/report/document';
import { now } from './clock.ts';
import type { Owners } from './hygiene.ts';
import { version } from './version.ts';

export class ScanLedger {
  readonly #ledger: Ledger;
  readonly #startedAt: Date;

  private constructor(ledger: Ledger, startedAt: Date) {
    this.#ledger = ledger;
    this.#startedAt = startedAt;
  }

  /** @param file null: the user's own ledger @throws KeyturnError `store` */
  static async open(file: string | null, startedAt: Date): Promise<ScanLedger> {
    return new ScanLedger(await openLedger(file), startedAt);
  }

  /** The keys that one knows, where they are kept in this ledger. */
  inventory(): Promise<readonly KeyEntry[]> {
    return this.#ledger.knownKeys.list();
  }

  /** Writes the scan down, each root as a target. @throws KeyturnError `store` */
  async write(report: Omit<ReportInput, 'tool'>, scope: Scope, owners: Owners): Promise<void> {
    const input: ReportInput = { ...report, tool: { name: 'keyturn', version } };
    const mask = new KeyMask(input.result.findings);
    const { roots, coverage } = headOf(input, mask);
    try {
      const audit = await this.#ledger.beginAudit({
        name: `scan-${this.#startedAt.toISOString()}-${randomBytes(4).toString('hex')}`,
        kind: 'scan',
        tool: `keyturn ${version}`,
        startedAt: this.#startedAt,
      });
      for (const [root, name] of roots.entries()) {
        const target = await audit.target(name, scope);
        await target.write(sightedIn(root, input, mask));
        await target.finish(coverageOf(coverage, roots.length), now());
      }
      await this.#ledger.records.own(ownedKeys(owners, mask));
      await audit.finish(now());
    } finally {
      await this.#ledger.close();
    }
  }
}

function ownedKeys(owners: Owners, mask: KeyMask): OwnedKey[] {
  return [...owners].flatMap(([fingerprint, owner]) =>
    owner === null || owner === 'not-asked'
      ? []
      : [{ fingerprint, owner: mask.text(owner.name), source: owner.source }],
  );
}

/** The keys of one root, with their places there. */
function* sightedIn(root: number, { result }: ReportInput, mask: KeyMask): Generator<SightedKey> {
  for (const finding of result.findings) {
    const occurrences = finding.occurrences.filter((one) => one.root === root);
    if (occurrences.length > 0) yield findingOf({ ...finding, occurrences }, result, mask);
  }
}

/** A scan counts over all its roots together; where there are several, that is said. */
function coverageOf(
  { narrowed = [], ...coverage }: ReturnType<typeof headOf>['coverage'],
  roots: number,
): TargetCoverage {
  return {
    ...coverage,
    narrowed: [
      ...narrowed.map(({ by, what, detail }) => `${by}: ${what} ${detail}`),
      ...(roots > 1 ? [`the numbers are those of a scan of ${roots} roots together`] : []),
    ],
  };
}
