import { ZSTDDecoder } from 'zstddec/stream';
import type { NextPiece } from './byte-stream.ts';
import type { Decompressor } from './decompress.ts';
import { Refusal } from './limits.ts';

/** Frames that want more are refused: the command-line tool refuses them too unless it is told otherwise. */
const MOST_WINDOW = 2 ** 27;
/** Magic, descriptor, window, dictionary and size. */
const HEAD_BYTES = 18;
/** So often nothing comes out of one piece before it is given up: at a broken frame the library waits for ever. */
const MOST_EMPTY = 4;

const decoder = new ZSTDDecoder();

/** Makes `unzstd` ready. */
export function loadZstd(): Promise<void> {
  return decoder.init();
}

/** Zstandard, frame by frame. */
export const unzstd: Decompressor = (next, count) => {
  let empty = 0;
  const head = headOf(next);
  function* pieces(): Generator<Uint8Array, void, void> {
    if (windowOf(head) > MOST_WINDOW) throw new Refusal('limit');
    for (let piece: Uint8Array | undefined = head; piece !== undefined; piece = next()) {
      empty = 0;
      yield piece;
    }
  }
  const frames = decoder.decodeStreaming(pieces());
  return () => {
    for (;;) {
      const step = frames.next();
      if (step.done === true) return undefined;
      const made = step.value;
      count(made.length);
      if (made.length > 0) return made;
      if (++empty > MOST_EMPTY) throw new Refusal('corrupt');
    }
  };
};

/** Pieces put together until they hold a frame's header. */
function headOf(next: NextPiece): Uint8Array {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < HEAD_BYTES) {
    const piece = next();
    if (piece === undefined) break;
    head = new Uint8Array([...head, ...piece]);
  }
  return head;
}

/** How much memory the first frame asks for (RFC 8878, 3.1.1.1). */
function windowOf(head: Uint8Array): number {
  const descriptor = head[4] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + ((head[5] ?? 0) >> 3));
    return base + (base / 8) * ((head[5] ?? 0) & 7);
  }
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  let size = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (head[5 + dictionary + i] ?? 0);
  return size;
}
