/**
 * `--format jsonl`: a line is a finding with one place, in no order; the last line has tool and coverage. Without that
 * line the output was cut off.
 */
import type { Finding, Occurrence, ScanResult } from '@keyturn/scanner';
import type { Formatter, ReportInput, Sink } from '../format.ts';
import { afterPlaces, beforePlaces, headOf, occurrenceOf } from '../json/document.ts';
import { stringify } from '../json/stringify.ts';
import { KeyMask } from '../key-mask.ts';

/** For a scan that writes as it finds. Only `roots` has to be known from the start. */
export class JsonlStream {
  readonly #sink: Sink;
  readonly #roots: Pick<ScanResult, 'roots'>;
  readonly #mask: KeyMask;

  constructor(sink: Sink, roots: readonly string[], mask: KeyMask = new KeyMask([])) {
    this.#sink = sink;
    this.#roots = { roots };
    this.#mask = mask;
  }

  place(finding: Finding, occurrence: Occurrence): void {
    const line = {
      ...beforePlaces(finding, this.#mask),
      occurrence: occurrenceOf(occurrence, this.#roots, this.#mask),
      ...afterPlaces(finding, this.#mask),
    };
    this.#sink(`${stringify(line)}\n`);
  }

  end(input: ReportInput): void {
    this.#sink(`${stringify(headOf(input, this.#mask))}\n`);
  }
}

export const jsonl: Formatter = {
  write(input, sink) {
    const stream = new JsonlStream(sink, input.result.roots, new KeyMask(input.result.findings));
    for (const finding of input.result.findings) {
      for (const occurrence of finding.occurrences) stream.place(finding, occurrence);
    }
    stream.end(input);
  },
};
