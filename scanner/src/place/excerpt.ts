import { isPlaceholder } from '../match/placeholder.ts';
import type { Excerpt } from '../model.ts';
import { lineAround } from './placer.ts';

/** What is shown of a line on each side of the key, in bytes. */
const REACH = 120;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LONG_RUN = /[A-Za-z0-9_+/~-]{12,}={0,2}/g;
const RANDOM_PARTS = 3;

const decoder = new TextDecoder();

/**
 * The key's line with the key replaced by its preview and every other long random run by `…`, whosoever's it is. Control
 * characters are shown as spaces: what a file holds never reaches a terminal as anything but text.
 */
export function excerptOf(bytes: Uint8Array, start: number, end: number, preview: string): Excerpt {
  const { from, to } = lineAround(bytes, start, end, REACH);
  const isCutBefore = from > 0 && bytes[from - 1] !== LINE_FEED;
  const isCutAfter = to < bytes.length && bytes[to] !== LINE_FEED && bytes[to] !== CARRIAGE_RETURN;
  const before = maskRuns(printable(decoder.decode(bytes.subarray(from, start))), isCutBefore ? 'before' : undefined);
  const after = maskRuns(printable(decoder.decode(bytes.subarray(end, to))), isCutAfter ? 'after' : undefined);
  const head = `${isCutBefore ? '…' : ''}${before}`.trimStart();
  return {
    text: `${head}${preview}${after}`.trimEnd(),
    start: head.length,
    end: head.length + preview.length,
  };
}

/** ASCII without controls, and the sign for what is left out. */
const PLAIN = /^[\x20-\x7e…]*$/;

/** Replaces what a terminal or a page could take for anything but text. */
export function printable(text: string): string {
  // Nearly every text is plain, and asking for classes of Unicode takes many times as long.
  if (PLAIN.test(text)) return text;
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, (character) => (character === '\t' ? '  ' : ' '));
}

/**
 * Masks long random runs.
 *
 * @param cut the side on which the text was cut off, where a run may be the rest of a longer one
 */
export function maskRuns(text: string, cut?: 'before' | 'after'): string {
  return text.replaceAll(LONG_RUN, (run, at: number) => {
    const touchesCut = (cut === 'after' && at + run.length === text.length) || (cut === 'before' && at === 0);
    return touchesCut || looksRandom(run) ? '…' : run;
  });
}

/** Leans towards masking: a masked word costs nothing, a shown secret does. */
function looksRandom(run: string): boolean {
  if (!isPlaceholder(run)) return true;
  const parts = run.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) ?? [];
  return (
    run.length >= 16 &&
    /[0-9]/.test(run) &&
    parts.filter((part) => part.length <= RANDOM_PARTS).length > parts.length / 2
  );
}
