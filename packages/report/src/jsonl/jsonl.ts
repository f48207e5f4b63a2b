/**
 * `--format jsonl`: a line is a finding with one place, in no order; the last line has tool and coverage. Without that
 * line the output was cut off.
 */
import type { Finding, Occurrence, ScanResult } from '@keyturn/scanner';
import type { Formatter, ReportInput, Sink } from '../format.ts';
import { afterPlaces, beforePlaces, headOf, occurrenceOf } from '../json/document.ts';
import { stringify } from '../json/stringify.ts';
import { KeyMask, mayHoldKey } from '../key-mask.ts';

/** For a scan that writes as it finds. What a line says is what is known by its own place. */
export class JsonlStream {
  readonly #sink: Sink;
  /** Knows all keys that a prefix announces; those without one are known at the end only. */
  readonly #mask = new KeyMask([]);
  readonly #heldBack: Finding[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /**
   * Writes the places of findings in one piece. Where something beside a key looks like another key, whether it is one is
   * known when all was searched: these come last.
   *
   * @param roots all of them, in their order: lines name them by index
   */
  found(findings: readonly Finding[], roots: readonly string[]): void {
    let lines = '';
    for (const finding of findings) {
      const beside = [
        ...finding.evidence,
        ...finding.occurrences.flatMap(({ path, encoding }) => [path ?? '', ...encoding]),
      ];
      if (beside.some(mayHoldKey)) this.#heldBack.push(finding);
      else writePlaces(finding, { roots }, this.#mask, (line) => (lines += line));
    }
    if (lines !== '') this.#sink(lines);
  }

  end(input: ReportInput): void {
    const mask = new KeyMask(input.result.findings);
    for (const finding of this.#heldBack) writePlaces(finding, input.result, mask, this.#sink);
    writeEnd(input, mask, this.#sink);
  }
}

export const jsonl: Formatter = {
  write(input, sink) {
    const mask = new KeyMask(input.result.findings);
    for (const finding of input.result.findings) writePlaces(finding, input.result, mask, sink);
    writeEnd(input, mask, sink);
  },
};

function writePlaces(finding: Finding, result: Pick<ScanResult, 'roots'>, mask: KeyMask, sink: Sink): void {
  const line = (occurrence: Occurrence): object =>
    Object.assign(
      beforePlaces(finding, mask),
      { occurrence: occurrenceOf(occurrence, result, mask) },
      afterPlaces(finding, mask),
    );
  for (const occurrence of finding.occurrences) sink(`${stringify(line(occurrence))}\n`);
}

function writeEnd(input: ReportInput, mask: KeyMask, sink: Sink): void {
  sink(`${stringify(headOf(input, mask))}\n`);
}
