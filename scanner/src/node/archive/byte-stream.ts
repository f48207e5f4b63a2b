import type { Content } from './content.ts';

/** Gives the next piece of a stream, which holds until the next call; undefined at its end. May throw a Refusal instead. */
export type NextPiece = () => Uint8Array | undefined;

/** @param count is told of all that is made, before it is given away */
export type Decompressor = (next: NextPiece, count: (bytes: number) => void) => NextPiece;

const PIECE = 2 ** 12;

/** A stream that is read in the lengths that the reader wants. */
export class ByteStream {
  readonly #next: NextPiece;
  #piece: Uint8Array = new Uint8Array(0);
  #failure: unknown;

  constructor(next: NextPiece) {
    this.#next = next;
  }

  /** Bytes, and what comes next behind them. The bytes must not change. */
  static of(head: Uint8Array, rest?: ByteStream): ByteStream {
    let isFirst = true;
    return new ByteStream(() => {
      if (!isFirst) return rest?.piece();
      isFirst = false;
      return head;
    });
  }

  /** What is there, or the next piece; undefined at the end. */
  piece(): Uint8Array | undefined {
    const piece = this.#piece.length > 0 ? this.#piece : this.#fetch();
    this.#piece = new Uint8Array(0);
    return piece;
  }

  /**
   * Reads as much as there is, up to `length` bytes. What came before a failure is given first, and the failure thrown when
   * more is asked for.
   *
   * @returns fewer only at the end, or before a failure
   */
  read(target: Uint8Array, at: number, length: number): number {
    let read = 0;
    while (read < length) {
      if (this.#piece.length === 0) {
        try {
          const piece = this.#fetch();
          if (piece === undefined) break;
          this.#piece = piece;
        } catch (error) {
          if (read === 0) throw error;
          break;
        }
      }
      const part = this.#piece.subarray(0, length - read);
      target.set(part, at + read);
      this.#piece = this.#piece.subarray(part.length);
      read += part.length;
    }
    return read;
  }

  /** Passes over bytes. @returns how many there were */
  skip(length: number): number {
    let skipped = 0;
    while (skipped < length) {
      const piece = this.piece();
      if (piece === undefined) break;
      const part = Math.min(piece.length, length - skipped);
      this.#piece = piece.subarray(part);
      skipped += part;
    }
    return skipped;
  }

  #fetch(): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      for (;;) {
        const piece = this.#next();
        if (piece === undefined || piece.length > 0) return piece;
      }
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}

/** Holds one piece at a time: a buffer for each would wait for the collector, megabytes of them. */
export class PieceBuffer {
  #bytes: Uint8Array = new Uint8Array(0);

  /** A copy that holds until the next one. */
  copy(piece: Uint8Array): Uint8Array {
    if (piece.length > this.#bytes.length) this.#bytes = new Uint8Array(piece.length);
    this.#bytes.set(piece);
    return this.#bytes.subarray(0, piece.length);
  }
}

/** A part of a content, in pieces small enough that none of them decompresses to very much. */
export function piecesOf(content: Content, from = 0, to: number = content.size): NextPiece {
  let at = from;
  const piece = new Uint8Array(Math.min(PIECE, Math.max(0, to - at)));
  return () => {
    const length = content.read(piece, 0, Math.min(piece.length, Math.max(0, to - at)), at);
    at += length;
    return length === 0 ? undefined : piece.subarray(0, length);
  };
}
