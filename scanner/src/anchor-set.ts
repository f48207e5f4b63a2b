import type { Anchor } from './anchor.ts';
import type { EncodedForm } from './decode/encoded-forms.ts';

/** The encoded forms of anchors: what a search needs of them ready, the rest when one of them is asked for. */
export interface AnchorForms {
  /** What is compared of each, filled up to eight characters with NUL, one after the other. */
  readonly heads: string;
  /** How many characters of each head are compared, as a character with that number. */
  readonly lengths: string;
  readonly all: () => readonly EncodedForm[];
}

const NO_FORMS: AnchorForms = { heads: '', lengths: '', all: () => [] };

/**
 * What the prefilter looks for: anchors as they are written, and behind them their encoded forms, of which there are two
 * thousand. Most scans see none of those, and every start has to have them: so they stay packed.
 */
export class AnchorSet implements Iterable<Anchor> {
  /** Their ids are their positions. */
  readonly plain: readonly Anchor[];
  readonly forms: AnchorForms;
  #longest: number | undefined;

  constructor(plain: readonly Anchor[], forms: AnchorForms = NO_FORMS) {
    this.plain = plain;
    this.forms = forms;
  }

  get length(): number {
    return this.plain.length + this.forms.lengths.length;
  }

  /** Characters of the longest. */
  get longest(): number {
    this.#longest ??= Math.max(...Array.from(this, ({ text }) => text.length));
    return this.#longest;
  }

  /** The encoded form that an anchor is; undefined of one that is plain. */
  formOf(id: number): EncodedForm | undefined {
    return id < this.plain.length ? undefined : this.forms.all()[id - this.plain.length];
  }

  *[Symbol.iterator](): Generator<Anchor, void, void> {
    yield* this.plain;
    let id = this.plain.length;
    for (const { text } of this.forms.all()) yield { id: id++, text, ignoreCase: false };
  }
}
