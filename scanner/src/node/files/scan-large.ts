/**
 * Files too large to be held: searched window by window, and judged in a second reading only where something was found.
 * What the whole file says about vendors is gathered before anything is judged, so that the answer is the one a whole
 * reading would give; lines and columns are counted through.
 */
import { onceEach } from '../../attribute/text-mentions.ts';
import type { FileEvidence, Hit, Scanner } from '../../scan.ts';
import type { Mention } from '../../attribute/vendor-names.ts';
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
    // A key may begin in what was kept: from a little before what is new.
    const begin = Math.max(0, fresh - 2048);
    if (!mayHold) mayHold = scanner.hits(begin, bytes.length).length > 0;
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
  let mentions: readonly Mention[] = [];
  for (const { bytes } of windows(content, scanner)) {
    mentions = onceEach([...mentions, ...scanner.evidence(bytes).mentions]);
    yield;
  }
  const whole: FileEvidence = { mentions };
  const found: Sighting[] = [];
  const lines = new LineCounter();
  for (const { bytes, from, fresh, keep, isLast } of windows(content, scanner)) {
    const hits: readonly Hit[] = scanner.hits(0, bytes.length);
    const lowest = fresh === 0 ? 0 : fresh - MARGIN;
    const highest = isLast ? bytes.length : bytes.length - MARGIN;
    // Each place belongs to the window in whose middle it lies, where both its sides can be seen.
    if (hits.length > 0) {
      const { position } = lines;
      for (const sighting of scanner.judge(bytes, hits, { path: name }, whole, position.line)) {
        if (sighting.start < lowest || sighting.start >= highest) continue;
        found.push({
          ...sighting,
          startColumn:
            sighting.startLine === position.line ? sighting.startColumn + position.column : sighting.startColumn,
          endColumn: sighting.endLine === position.line ? sighting.endColumn + position.column : sighting.endColumn,
          start: sighting.start + from,
          end: sighting.end + from,
        });
      }
    }
    lines.pass(bytes, from, bytes.length - keep);
    yield;
  }
  return found;
}

/** Counts lines, and columns in UTF-16 units, up to the beginning of each window. */
class LineCounter {
  #line = 1;
  #column = 0;
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** Line (1-based) and column (0-based) of the first byte of the window that comes next. */
  get position(): { line: number; column: number } {
    return { line: this.#line, column: this.#column };
  }

  /** Counts the first `length` bytes of a window that begins at `from`. */
  pass(bytes: Uint8Array, from: number, length: number): void {
    let at = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1 && end < length; end = bytes.indexOf(LINE_FEED, at)) {
      this.#line++;
      at = end + 1;
      this.#column = 0;
      this.#decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    }
    const isStart = from === 0 && at === 0;
    const isMark = isStart && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#column += this.#decoder.decode(bytes.subarray(isMark ? 3 : at, length), { stream: true }).length;
  }
}
