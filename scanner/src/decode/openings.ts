/** Which encoded runs of a text are worth opening: those in which an anchor's encoded form stands. */
import { COMPARED } from '../anchor.ts';
import { wordBytes } from '../match/alphabet.ts';
import { runEnd } from '../match/boundary.ts';
import type { RuleSet } from '../rule-set.ts';
import { base64Around, isBase64Digit, openBase64, openHex } from './digits.ts';
import type { EncodedForm } from './encoded-forms.ts';
import { continuation, lineContinuation, openEscapes } from './escapes.ts';
import type { EscapeEncoding } from './escapes.ts';
import type { Opened } from './opened.ts';
import { openUtf16 } from './utf16.ts';

/** Digits that also stand between the parts of a path or a name. */
const SEPARATORS = '/+-_';
const EQUALS = 0x3d;
const isBase64 = (byte: number): boolean => isBase64Digit(byte) || byte === EQUALS;

interface AnchorPlace {
  readonly offset: number;
  readonly anchor: number;
}

/** Whether an encoded form stands whole where the prefilter saw its first eight bytes. Plain anchors always do. */
export function standsWhole(bytes: Uint8Array, { offset, anchor }: AnchorPlace, rules: RuleSet): boolean {
  const form = rules.anchors.formOf(anchor);
  if (form === undefined) return true;
  for (let i = COMPARED; i < form.text.length; i++) if (bytes[offset + i] !== form.text.charCodeAt(i)) return false;
  return true;
}

/** What has to be opened at an anchor: its encoded form says so, or its key goes on with an escape. */
export function encodingAt(
  bytes: Uint8Array,
  { offset, anchor }: AnchorPlace,
  rules: RuleSet,
): EncodedForm | undefined {
  const form = rules.anchors.formOf(anchor);
  if (form !== undefined) return standsWhole(bytes, { offset, anchor }, rules) ? form : undefined;
  const shapes = rules.decodes ? rules.shapes[anchor] : undefined;
  for (const { shape, table } of shapes ?? []) {
    const end = runEnd(bytes, offset + shape.prefix.length, bytes.length, table);
    const encoding = continuation(bytes, end, (byte) => table[byte] === 1 || wordBytes[byte] === 1);
    if (encoding !== undefined) return { text: shape.prefix, encoding, phase: 0 };
  }
  return undefined;
}

/** Opens the encoded runs of a text, each once. @param hits ascending */
export function* openings(
  bytes: Uint8Array,
  hits: readonly AnchorPlace[],
  rules: RuleSet,
): Generator<Opened, void, void> {
  const openedTo = new Map<string, number>();
  for (const hit of hits) {
    const form = encodingAt(bytes, hit, rules);
    if (form === undefined) continue;
    const { offset } = hit;
    const key = form.encoding + alignmentOf(form, offset);
    if (offset < (openedTo.get(key) ?? 0)) continue;
    for (const opened of openAt(bytes, offset, form)) {
      openedTo.set(opened.encoding === form.encoding ? key : opened.encoding, opened.to);
      yield opened;
    }
  }
}

/** Runs of one encoding may be read in several ways, by where their groups begin. */
function alignmentOf({ encoding, phase }: EncodedForm, offset: number): number | '' {
  if (encoding === 'base64') return (offset - phase) & 3;
  return encoding === 'hex' || encoding.startsWith('utf') ? offset & 1 : '';
}

function* openAt(bytes: Uint8Array, offset: number, { encoding, phase }: EncodedForm): Generator<Opened, void, void> {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    yield openUtf16(bytes, offset, encoding);
  } else if (encoding === 'hex') {
    const opened = openHex(bytes, offset);
    if (opened !== undefined) yield opened;
  } else if (encoding === 'base64') {
    yield* openBase64At(bytes, offset, phase);
  } else {
    yield openEscapes(bytes, offset, encoding);
  }
}

function* openBase64At(bytes: Uint8Array, offset: number, phase: number): Generator<Opened, void, void> {
  const run = base64Around(bytes, offset);
  if (run === undefined) return;
  // Digits that are escaped themselves (`\/`, `%2B`, a written line feed) cut the run short: the escape is opened first.
  const isPadded = bytes[run.end] === EQUALS && (bytes[run.end + 1] ?? 0) <= EQUALS;
  const after = isPadded
    ? undefined
    : (continuation(bytes, run.end, isBase64) ?? lineContinuation(bytes, run.end, isBase64Digit));
  if (after !== undefined) {
    yield openEscapes(bytes, offset, after);
    return;
  }
  const before = escapeBefore(bytes, run.start);
  if (before !== undefined) yield openEscapes(bytes, offset, before);
  const whole = openBase64(bytes, offset, phase);
  const isBehindSeparator = phase === 0 && SEPARATORS.includes(String.fromCharCode(bytes[offset - 1] ?? 0));
  if (isBehindSeparator && whole !== undefined && !isTextUpTo(whole, offset)) {
    const alone = openBase64(bytes, offset, phase, true);
    if (alone !== undefined) yield alone;
  } else if (whole !== undefined) {
    yield whole;
  }
}

/** Whether what was opened is text as far as a place in the source; a path read as base64 is none. */
function isTextUpTo({ bytes, starts }: Opened, offset: number): boolean {
  for (let at = 0; at < bytes.length && (starts[at] ?? 0) < offset; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x7f || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return offset > (starts[0] ?? offset);
}

function escapeBefore(bytes: Uint8Array, start: number): EscapeEncoding | undefined {
  const text = String.fromCharCode(...bytes.subarray(Math.max(0, start - 8), start));
  if (text.endsWith('\\')) return 'escape';
  if (text.endsWith('%')) return 'percent';
  if (/&#x?[0-9A-Fa-f]{2,4};$/.test(text)) return 'html';
  return undefined;
}
