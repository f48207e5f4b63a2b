/** Runs of base64 and of hex: all digits around a place, on one line or wrapped like PEM. */
import type { Opened } from './opened.ts';
import { OpenedBuilder } from './opened.ts';

/** How far a run is followed on each side, in bytes. */
const REACH = 2 ** 19;
/** A line of digits that another one continues is at least as long. */
const SHORTEST_LINE = 16;
const NO_DIGIT = 255;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

function digitTable(digits: readonly string[]): Uint8Array {
  const table = new Uint8Array(256).fill(NO_DIGIT);
  for (const alphabet of digits) for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
}

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = digitTable([`${ALNUM}+/`, `${ALNUM}-_`]);
const HEX = digitTable(['0123456789abcdef', '0123456789ABCDEF']);

interface Run {
  /** Pieces of digits, a piece a line, ascending. */
  readonly lines: readonly { readonly from: number; readonly to: number }[];
  readonly start: number;
  /** Behind the padding. */
  readonly end: number;
}

/** The run of digits around an offset, or undefined where there is no digit. */
function runAround(bytes: Uint8Array, offset: number, table: Uint8Array): Run | undefined {
  const isDigit = (at: number): boolean => table[bytes[at] ?? 0] !== NO_DIGIT;
  const lowest = Math.max(0, offset - REACH);
  const highest = Math.min(bytes.length, offset + REACH);
  let at = offset;
  while (at < highest && at < offset + 4 && !isDigit(at)) at++;
  if (!isDigit(at) || at >= highest) return undefined;
  let from = at;
  while (from > lowest && isDigit(from - 1)) from--;
  let to = at + 1;
  while (to < highest && isDigit(to)) to++;
  const lines = [{ from, to }];
  for (let line = { from, to }; ;) {
    const before = lineBefore(bytes, line.from, lowest, isDigit);
    // All lines but the last are equally long.
    if (before === undefined || before.to - before.from < Math.max(SHORTEST_LINE, line.to - line.from)) break;
    const previous = lines[0];
    if (lines.length > 1 && previous !== undefined && before.to - before.from !== previous.to - previous.from) break;
    lines.unshift(before);
    line = before;
  }
  for (let line = { from, to }; ;) {
    const after = lineAfter(bytes, line.to, highest, isDigit);
    const width = line.to - line.from;
    if (after === undefined || width < SHORTEST_LINE || after.to - after.from > width) break;
    if (lines.length > 1 && width !== (lines[0]?.to ?? 0) - (lines[0]?.from ?? 0)) break;
    lines.push(after);
    line = after;
  }
  let end = lines.at(-1)?.to ?? to;
  for (let padding = 0; padding < 2 && bytes[end] === 0x3d; padding++) end++;
  return { lines, start: lines[0]?.from ?? from, end };
}

/** The digits that end the line above, where nothing but blanks stands between its end and an offset. */
function lineBefore(
  bytes: Uint8Array,
  offset: number,
  lowest: number,
  isDigit: (at: number) => boolean,
): { from: number; to: number } | undefined {
  let at = offset;
  while (at > lowest && isBlank(bytes[at - 1])) at--;
  if (at <= lowest || bytes[at - 1] !== LINE_FEED) return undefined;
  at--;
  if (at > lowest && bytes[at - 1] === CARRIAGE_RETURN) at--;
  const to = at;
  while (at > lowest && isDigit(at - 1)) at--;
  const from = at;
  return from < to ? { from, to } : undefined;
}

/** The line below, likewise; padding may end it. */
function lineAfter(
  bytes: Uint8Array,
  offset: number,
  highest: number,
  isDigit: (at: number) => boolean,
): { from: number; to: number } | undefined {
  let at = offset;
  if (bytes[at] === CARRIAGE_RETURN) at++;
  if (bytes[at] !== LINE_FEED) return undefined;
  at++;
  while (at < highest && isBlank(bytes[at])) at++;
  const from = at;
  while (at < highest && isDigit(at)) at++;
  const to = at;
  while (at < highest && bytes[at] === 0x3d) at++;
  if (bytes[at] === CARRIAGE_RETURN) at++;
  return from < to && (at >= bytes.length || bytes[at] === LINE_FEED) ? { from, to } : undefined;
}

/** The places of all digits of a run. */
function digitsOf(run: Run): Uint32Array {
  const places = new Uint32Array(run.lines.reduce((sum, line) => sum + line.to - line.from, 0));
  let next = 0;
  for (const { from, to } of run.lines) for (let at = from; at < to; at++) places[next++] = at;
  return places;
}

const wholeOf = (run: Run): Opened['run'] => (run.lines.length === 1 ? { start: run.start, end: run.end } : null);

/**
 * Opens base64 or base64url.
 *
 * @param offset of a literal whose first digit is the `phase`-th of its group
 * @param isAlone whether nothing before the literal's own group belongs to it: what stands there may be a path
 */
export function openBase64(bytes: Uint8Array, offset: number, phase: number, isAlone = false): Opened | undefined {
  const run = runAround(bytes, offset, BASE64);
  if (run === undefined) return undefined;
  const places = digitsOf(run);
  let first = places.findIndex((place) => place >= offset) - phase;
  if (isAlone) {
    if (first < 1) return undefined;
  } else {
    first = ((first % 4) + 4) % 4;
  }
  const count = places.length - first;
  const builder = new OpenedBuilder(Math.max(0, Math.floor((count * 3) / 4)));
  const digit = (index: number): number => BASE64[bytes[places[index] ?? 0] ?? 0] ?? 0;
  for (let at = first; at + 1 < places.length; at += 4) {
    const group = (digit(at) << 18) | (digit(at + 1) << 12) | (digit(at + 2) << 6) | digit(at + 3);
    for (let byte = 0; byte < 3 && at + byte + 1 < places.length; byte++) {
      builder.put((group >> (16 - 8 * byte)) & 255, places[at + byte] ?? 0, (places[at + byte + 1] ?? 0) + 1);
    }
  }
  const whole = wholeOf(run);
  return builder.result(
    'base64',
    run.start,
    run.end,
    whole !== null && isAlone ? { start: places[first] ?? whole.start, end: whole.end } : whole,
  );
}

/** Opens hex; the literal at `offset` begins with the first digit of a byte. */
export function openHex(bytes: Uint8Array, offset: number): Opened | undefined {
  const run = runAround(bytes, offset, HEX);
  if (run === undefined) return undefined;
  const places = digitsOf(run);
  const first = places.findIndex((place) => place >= offset) % 2;
  const builder = new OpenedBuilder(places.length >> 1);
  const digit = (index: number): number => HEX[bytes[places[index] ?? 0] ?? 0] ?? 0;
  for (let at = Math.max(0, first); at + 1 < places.length; at += 2) {
    builder.put(digit(at) * 16 + digit(at + 1), places[at] ?? 0, (places[at + 1] ?? 0) + 1);
  }
  const end = run.lines.at(-1)?.to ?? run.end;
  return builder.result('hex', run.start, run.end, wholeOf(run) === null ? null : { start: run.start, end });
}

/** Where the base64 around an offset ends and begins, to see what stands beside it. */
export function base64Around(bytes: Uint8Array, offset: number): { start: number; end: number } | undefined {
  const run = runAround(bytes, offset, BASE64);
  return run === undefined ? undefined : { start: run.start, end: run.lines.at(-1)?.to ?? run.end };
}

export const isBase64Digit = (byte: number | undefined): boolean => byte !== undefined && BASE64[byte] !== NO_DIGIT;
