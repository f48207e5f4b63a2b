/**
 * What an anchor looks like inside an encoding: literals for the prefilter, so that encoded keys are found in the same pass
 * as plain ones. Every chain of up to three encodings has one; of an escaped anchor, whichever of its characters are
 * escaped, one of the literals here stands in the text.
 */
import { COMPARED } from '../anchor.ts';

export type Encoding = 'base64' | 'hex' | 'percent' | 'escape' | 'html' | 'quoted-printable' | 'utf-16le' | 'utf-16be';

/** A literal, and what has to be opened where it stands. */
export interface EncodedForm {
  /** One character a byte. */
  readonly text: string;
  readonly encoding: Encoding;
  /** Where the literal's first digit lies in its group of four: 0 to 3. Of base64 alone. */
  readonly phase: number;
}

/** Shorter ones would have the prefilter look at every second byte, or at every one. */
const SHORTEST = 7;
const GROUP = 4;
const UNDERSCORE = 0x5f;
/** First whole digit of base64 after as many bytes that are not known. */
const FIRST_DIGIT = [0, 2, 3] as const;

const inBothCases = (text: string): string[] => [...new Set([text, text.toUpperCase()])];

/** The digits of base64 that a text has whatever stands before and behind it, at each alignment. */
function base64Digits(text: string): { digits: string; phase: number }[] {
  return FIRST_DIGIT.map((first, alignment) => ({
    digits: btoa('\0'.repeat(alignment) + text).slice(first, Math.floor(((alignment + text.length) * 4) / 3)),
    phase: first % GROUP,
  }));
}

const toHex = (text: string): string => {
  let hex = '';
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(2, '0');
  return hex;
};
const toUtf16 = (text: string, isBig: boolean): string =>
  [...text].map((character) => (isBig ? `\0${character}` : `${character}\0`)).join('');

type EscapeName = 'percent' | 'escape' | 'html' | 'quoted-printable';

/** A way to escape a character. Whoever escapes does it in one way. */
interface Writer {
  readonly encoding: EscapeName;
  readonly write: (hex: string, code: number) => string;
  /** Whether it is the way of those who escape all characters of a text. */
  readonly isUsual: boolean;
}

const WRITERS: readonly Writer[] = [
  { encoding: 'percent', write: (hex) => `%${hex}`, isUsual: true },
  { encoding: 'percent', write: (hex) => `%25${hex}`, isUsual: false },
  { encoding: 'escape', write: (hex) => String.raw`\u00${hex}`, isUsual: true },
  { encoding: 'escape', write: (hex) => String.raw`\x${hex}`, isUsual: true },
  { encoding: 'escape', write: (hex) => String.raw`\u{${hex}}`, isUsual: false },
  { encoding: 'escape', write: (hex) => String.raw`\u{00${hex}}`, isUsual: false },
  { encoding: 'escape', write: (hex) => String.raw`\U000000${hex}`, isUsual: false },
  { encoding: 'escape', write: (_hex, code) => `\\${code.toString(8)}`, isUsual: false },
  { encoding: 'html', write: (_hex, code) => `&#${code};`, isUsual: true },
  { encoding: 'html', write: (hex) => `&#x${hex};`, isUsual: true },
  { encoding: 'html', write: (_hex, code) => `&amp;#${code};`, isUsual: false },
  { encoding: 'html', write: (hex) => `&amp;#x${hex};`, isUsual: false },
  { encoding: 'html', write: (_hex, code) => (code === UNDERSCORE ? '&lowbar;' : ''), isUsual: false },
  { encoding: 'quoted-printable', write: (hex) => `=${hex}`, isUsual: true },
];

/** The first characters of a text as a writer escapes them, enough for a literal. */
function fullyEscaped(text: string, { write }: Writer, isUpper: boolean): string {
  let written = '';
  for (let at = 0; at < text.length && written.length < COMPARED; at++) written += unit(text, at, write, isUpper);
  return written;
}

function unit(text: string, at: number, write: Writer['write'], isUpper: boolean): string {
  const code = text.charCodeAt(at);
  const hex = code.toString(16).padStart(2, '0');
  return write(isUpper ? hex.toUpperCase() : hex, code);
}

/** Literals of which one stands wherever at least one character of a text is escaped. */
function partlyEscaped(text: string, { write }: Writer, isUpper: boolean): string[] {
  const found: string[] = [];
  const extend = (written: string, next: number): void => {
    if (written.length >= SHORTEST) {
      found.push(written.slice(-COMPARED));
      return;
    }
    const character = text[next];
    if (character === undefined) return;
    extend(written + character, next + 1);
    const escaped = unit(text, next, write, isUpper);
    if (escaped !== '') extend(written + escaped.slice(0, COMPARED - written.length), next + 1);
  };
  // The first character that is escaped: all before it stand plain.
  for (let first = 0; first < text.length; first++) {
    const escaped = unit(text, first, write, isUpper);
    if (escaped !== '') extend(text.slice(0, first) + escaped, first + 1);
  }
  return found;
}

/** A text that quoted-printable has cut in two. */
function softlyBroken(text: string): string[] {
  return ['=\n', '=\r\n'].flatMap((mark) =>
    Array.from({ length: text.length - 1 }, (_, i) => {
      const from = Math.max(0, i + 1 - GROUP);
      return (text.slice(from, i + 1) + mark + text.slice(i + 1)).slice(0, COMPARED);
    }),
  );
}

/** What base64 that is wrapped shows of its digits: lines are cut between groups of four. */
function wrappedDigits(digits: string, phase: number): EncodedForm[] {
  const forms: EncodedForm[] = [];
  for (let cut = GROUP - phase; cut < COMPARED; cut += GROUP) {
    const left = digits.slice(0, cut);
    const right = digits.slice(cut);
    if (left.length === 0) continue;
    if (right.length >= SHORTEST) {
      forms.push({ text: right.slice(0, COMPARED), encoding: 'base64', phase: 0 });
      continue;
    }
    for (const [mark, encoding] of [
      ['\n', 'base64'],
      ['\r\n', 'base64'],
      [' ', 'base64'],
      ['\t', 'base64'],
      [String.raw`\n`, 'escape'],
    ] as const) {
      if (right.length === SHORTEST - 1) {
        forms.push({ text: (mark + right).slice(-SHORTEST), encoding, phase: 0 });
      } else if (mark !== ' ' && mark !== '\t') {
        // Behind a line's end stands a digit, or the next line is indented.
        for (const next of [right.slice(0, 2), ' ', '\t']) {
          const text = (left + mark + next).slice(-COMPARED);
          if (text.length >= SHORTEST) {
            forms.push({
              text,
              encoding,
              phase: (phase + left.length + mark.length + next.length - text.length) % GROUP,
            });
          }
        }
      }
    }
  }
  return forms;
}

/** One encoding of a text, each form whole. */
function inOneEncoding(text: string, isOutermost: boolean): EncodedForm[] {
  const hex = toHex(text);
  return [
    ...base64Digits(text).map(({ digits, phase }): EncodedForm => ({ text: digits, encoding: 'base64', phase })),
    ...inBothCases(hex).map((digits): EncodedForm => ({ text: digits, encoding: 'hex', phase: 0 })),
    { text: toUtf16(text, false), encoding: 'utf-16le', phase: 0 },
    ...(isOutermost ? [{ text: toUtf16(text, true), encoding: 'utf-16be', phase: 0 } as const] : []),
  ];
}

/** UTF-16 thrice over. Nobody writes it, and as four zeros in a row it would be seen all over any binary file. */
const isMostlyNul = (text: string): boolean => text.slice(0, COMPARED).replaceAll('\0', '').length < 2;

/**
 * The forms of an anchor.
 *
 * @param text ASCII; the shorter it is, the fewer of its forms are long enough to be searched
 * @param isPrefix of a key with a prefix: in every chain of encodings; else in one
 */
export function encodedForms(text: string, isPrefix: boolean): EncodedForm[] {
  const forms: EncodedForm[] = [];
  const once = inOneEncoding(text, true);
  for (const form of once) {
    forms.push(form);
    if (form.encoding === 'base64') forms.push(...wrappedDigits(form.text, form.phase));
    // Wrapped hex is cut anywhere: half of it stays whole.
    if (form.encoding === 'hex' && form.text.length >= 2 * COMPARED) {
      forms.push({ ...form, text: form.text.slice(COMPARED) });
    }
  }
  if (isPrefix) {
    const inner = once.filter(({ encoding }) => encoding !== 'utf-16be').map((form) => form.text.slice(0, COMPARED));
    for (const writer of WRITERS) {
      const { encoding } = writer;
      for (const isUpper of [false, true]) {
        for (const escaped of partlyEscaped(text, writer, isUpper)) forms.push({ text: escaped, encoding, phase: 0 });
        if (!writer.isUsual) continue;
        forms.push(...inOneEncoding(fullyEscaped(text, writer, isUpper), true));
        for (const one of inner) forms.push({ text: fullyEscaped(one, writer, isUpper), encoding, phase: 0 });
      }
    }
    for (const broken of softlyBroken(text)) forms.push({ text: broken, encoding: 'quoted-printable', phase: 0 });
    const twice = new Set(
      inner.flatMap((one) => inOneEncoding(one, false).map((form) => form.text.slice(0, COMPARED))),
    );
    for (const one of [...inner, ...twice]) forms.push(...inOneEncoding(one, true));
  }
  const known = new Set<string>();
  const unlike: EncodedForm[] = [];
  for (const { text: whole, encoding, phase } of forms) {
    const key = encoding + phase + whole;
    if (whole.length < SHORTEST || known.has(key) || isMostlyNul(whole)) continue;
    known.add(key);
    unlike.push({ text: whole, encoding, phase });
  }
  return unlike;
}
