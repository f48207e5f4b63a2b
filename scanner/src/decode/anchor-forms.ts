/** The encoded forms of all anchors, each once: made when Keyturn is built for our own providers, and else when it starts. */
import { COMPARED, spellings } from '../anchor.ts';
import type { Anchor } from '../anchor.ts';
import type { AnchorForms } from '../anchor-set.ts';
import { encodedForms } from './encoded-forms.ts';
import type { EncodedForm, Encoding } from './encoded-forms.ts';
import { ownForms, ownHeads, ownKey, ownLengths } from './forms.generated.ts';

const ENCODINGS: readonly Encoding[] = [
  'base64',
  'hex',
  'percent',
  'escape',
  'html',
  'quoted-printable',
  'utf-16le',
  'utf-16be',
];
/** Between two forms; no form has it. */
const SEPARATOR = '\u0001';

/** What the forms of anchors depend on. */
export const keyOf = (anchors: readonly Anchor[]): string =>
  anchors.map(({ text, ignoreCase }) => `${ignoreCase ? '~' : '='}${text}`).join(' ');

let unpacked: readonly EncodedForm[] | undefined;
const own: AnchorForms = { heads: ownHeads, lengths: ownLengths, all: () => (unpacked ??= unpackForms(ownForms)) };

/** The forms of anchors: those that ignore case in their usual spellings, in one encoding; prefixes in every chain of them. */
export function formsOf(anchors: readonly Anchor[]): AnchorForms {
  if (keyOf(anchors) === ownKey) return own;
  const forms = makeForms(anchors);
  return { ...headsOf(forms), all: () => forms };
}

/** There are two thousand, and to make them takes longer than a small scan. */
export function makeForms(anchors: readonly Anchor[]): EncodedForm[] {
  const forms = new Map<string, EncodedForm>();
  for (const { text, ignoreCase } of anchors) {
    for (const spelling of ignoreCase ? spellings(text) : [text]) {
      for (const form of encodedForms(spelling, !ignoreCase)) {
        // Anchors that end alike have forms in common.
        const key = form.encoding + form.phase + form.text;
        if (!forms.has(key)) forms.set(key, form);
      }
    }
  }
  return [...forms.values()];
}

/** What a search needs of forms. */
export function headsOf(forms: readonly EncodedForm[]): Omit<AnchorForms, 'all'> {
  const heads = forms.map(({ text }) => text.slice(0, COMPARED));
  return {
    heads: heads.map((head) => head.padEnd(COMPARED, '\0')).join(''),
    lengths: String.fromCharCode(...heads.map((head) => head.length)),
  };
}

/** As one text: what a module holds of them. */
export const packForms = (forms: readonly EncodedForm[]): string =>
  forms.map(({ text, encoding, phase }) => `${ENCODINGS.indexOf(encoding)}${phase}${text}`).join(SEPARATOR);

export const unpackForms = (packed: string): EncodedForm[] =>
  packed.split(SEPARATOR).map((one) => ({
    text: one.slice(2),
    encoding: ENCODINGS[Number(one[0])] ?? 'base64',
    phase: Number(one[1]),
  }));
