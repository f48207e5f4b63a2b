/**
 * Files too large to be held: searched window by window, and judged in a second reading only where something was found.
 * What the whole file says about vendors is gathered before anything is judged, so that the answer is the one a whole
 * reading would give; lines and columns are counted through.
 */
import { onceEach } from '../../attribute/text-mentions.ts';
import type { Prefilter } from '../../prefilter/prefilter.ts';
import type { Scanner } from '../../scan.ts';
import type { FileEvidence, Hit } from '../../find/text.ts';
import type { Mention } from '../../attribute/vendor-names.ts';
import { NamesInLarge } from './names-in-large.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Sighting } from '../../model.ts';
import type { Content } from '../archive/content.ts';

const WINDOW = 2 ** 22;
/** What stays in memory of the window before: more than a key, its line and the vendors beside it need. */
const OVERLAP = 2 ** 16;
/** How near to a window's end a place may lie to be judged in it. */
const MARGIN = OVERLAP / 2;
const LINE_FEED = 0x0a;

interface Window {
  readonly bytes: Uint8Array;
  /** Offset of the first byte in the file. */
  readonly from: number;
  /** How many bytes the window before held as well. */
  readonly fresh: number;
  /** How many bytes the next window keeps. */
  readonly keep: number;
  readonly isLast: boolean;
}

/** Reads a content from its beginning in windows that overlap. */
function* windows(content: Content, scanner: Scanner): Generator<Window, number, void> {
  let base = 0;
  let kept = 0;
  for (;;) {
    const window = scanner.prefilter.window(OVERLAP + WINDOW);
    let length = kept;
    let isLast = false;
    while (length < kept + WINDOW) {
      const read = content.read(window, length, kept + WINDOW - length, base + length);
      if (read === 0) {
        isLast = true;
        break;
      }
      length += read;
    }
    let keep = Math.min(OVERLAP, length);
    // A window begins with a character, not within one.
    while (keep < Math.min(OVERLAP + 3, length) && ((window[length - keep] ?? 0) & 0xc0) === 0x80) keep++;
    yield { bytes: window.subarray(0, length), from: base, fresh: kept, keep, isLast };
    if (isLast) return base + length;
    scanner.prefilter.window(0).copyWithin(0, length - keep, length);
    base += length - keep;
    kept = keep;
  }
}

/** Scans a content of any size in bounded memory. */
export function* scanLarge(
  content: Content,
  name: string,
  scanner: Scanner,
  meter: CoverageMeter,
): Generator<void, Sighting[], void> {
  const { size } = content;
  let mayHold = false;
  let total = 0;
  for (const { bytes, from, fresh, isLast } of windows(content, scanner)) {
    // A key may begin in what was kept, or have gone on beyond it.
    if (!mayHold) mayHold = scanner.mayHold(bytes, scanner.hits(Math.max(0, fresh - MARGIN), bytes.length));
    total = from + bytes.length;
    if (isLast || total > size + WINDOW * 1024) break;
    yield;
  }
  meter.files++;
  meter.bytes += total;
  if (!mayHold) return [];
  return yield* judgeLarge(content, name, scanner);
}

/** The second and third reading of a file that holds an anchor. */
function* judgeLarge(content: Content, name: string, scanner: Scanner): Generator<void, Sighting[], void> {
  const names = new NamesInLarge(scanner.rules.names);
  let mentions: readonly Mention[] = [];
  for (const { bytes } of windows(content, scanner)) {
    mentions = onceEach([...mentions, ...names.mentions(bytes)]);
    yield;
  }
  const whole: FileEvidence = { mentions };
  const found: Sighting[] = [];
  const lines = new LineCounter(scanner.prefilter);
  for (const { bytes, from, fresh, keep, isLast } of windows(content, scanner)) {
    const hits: readonly Hit[] = scanner.hits(0, bytes.length);
    const lowest = fresh === 0 ? 0 : fresh - MARGIN;
    const highest = isLast ? bytes.length : bytes.length - MARGIN;
    // Each place belongs to the window in whose middle it lies, where both its sides can be seen.
    if (hits.length > 0) {
      const { line, begin } = lines;
      let before: number | undefined;
      for (const sighting of scanner.judge(bytes, hits, { path: name }, whole, line)) {
        if (sighting.start < lowest || sighting.start >= highest) continue;
        const isFirst = sighting.startLine === line;
        if (isFirst) before ??= unitsBetween(content, begin, from);
        const shift = before ?? 0;
        found.push({
          ...sighting,
          startColumn: sighting.startColumn + (isFirst ? shift : 0),
          endColumn: sighting.endLine === line ? sighting.endColumn + shift : sighting.endColumn,
          start: sighting.start + from,
          end: sighting.end + from,
        });
      }
    }
    lines.pass(from, bytes.length - keep);
    yield;
  }
  return found;
}

/** Counts lines up to the beginning of each window. */
class LineCounter {
  /** Number of the line that a window begins in, 1-based. */
  line = 1;
  /** Where that line begins in the file. */
  begin = 0;

  readonly #prefilter: Prefilter;

  constructor(prefilter: Prefilter) {
    this.#prefilter = prefilter;
  }

  /** Counts the first `length` bytes of the prefilter's window, which begins at `from` in the file. */
  pass(from: number, length: number): void {
    const last = length === 0 ? -1 : this.#prefilter.window(0).lastIndexOf(LINE_FEED, length - 1);
    if (last === -1) return;
    this.line += this.#prefilter.count(LINE_FEED, 0, length);
    this.begin = from + last + 1;
  }
}

/** UTF-16 units from a line's beginning to a window's, which only the first line of a window has to be told. */
function unitsBetween(content: Content, begin: number, end: number): number {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const buffer = new Uint8Array(Math.min(WINDOW, end - begin));
  let units = 0;
  for (let at = begin; at < end;) {
    const read = content.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (read === 0) break;
    const isMark = at === 0 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
    units += decoder.decode(buffer.subarray(isMark ? 3 : 0, read), { stream: true }).length;
    at += read;
  }
  return units;
}
