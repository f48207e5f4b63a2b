import { isImageData } from '../decode/image-data.ts';
import type { Fingerprinter } from '../fingerprint.ts';
import type { Sighting } from '../model.ts';
import { excerptOf } from '../place/excerpt.ts';
import { Placer } from '../place/placer.ts';
import type { LineStart } from '../place/placer.ts';
import { Secret } from '../secret.ts';
import { SharedLists } from './shared-lists.ts';
import { allowCommentAt } from '../suppress/allow-comment-at.ts';
import type { Found } from './found.ts';

/**
 * What is said of keys that were found in a text: their places, their identity, and what stands around them.
 *
 * @param found ascending
 * @param firstLine the number of the text's first line
 * @param lineStarts where lines begin, as far as somebody remembers
 */
export function sightingsOf(
  bytes: Uint8Array,
  found: readonly Found[],
  fingerprint: Fingerprinter,
  firstLine: number,
  lineStarts?: readonly LineStart[],
): Sighting[] {
  const placer = new Placer(bytes, firstLine, lineStarts);
  const lists = new SharedLists();
  const texts = found.filter(({ start, encoding }) => encoding.length === 0 || !isImageData(bytes, start));
  return texts.map(({ start, end, value, prefixLength, attribution, encoding }) => {
    const secret = new Secret(value, prefixLength);
    const place = placer.place(start, end);
    // Each by its name: what is spread into an object takes many times as long.
    return {
      rule: attribution.rule,
      provider: attribution.provider,
      candidates: lists.of(attribution.candidates),
      environment: attribution.environment,
      confidence: attribution.confidence,
      evidence: lists.of(attribution.evidence),
      rivalClear: attribution.rivalClear,
      workspaces: attribution.workspaces,
      startLine: place.startLine,
      startColumn: place.startColumn,
      endLine: place.endLine,
      endColumn: place.endColumn,
      secret,
      fingerprint: fingerprint(secret),
      start,
      end,
      encoding,
      excerpt: excerptOf(bytes, start, end, secret.preview),
      allow: allowCommentAt(bytes, start, end),
    };
  });
}
