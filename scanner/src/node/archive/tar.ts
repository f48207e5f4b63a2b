import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import type { ByteStream } from './byte-stream.ts';
import { Refusal } from './limits.ts';

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** Of its data, counted from where the archive begins. */
  readonly from: number;
}

const BLOCK = 512;
/** Of what says more of an entry: names and the like. */
const LONGEST_EXTENSION = 2 ** 20;

/**
 * Reads a tar archive entry by entry: ustar, pax, GNU and what came before them. The stream stands at an entry's data when
 * it is given away, and whoever takes it may read as much of it as they like.
 *
 * @throws Refusal `corrupt` where a header is broken, or the archive ends before its end
 */
export class TarReader {
  readonly #stream: ByteStream;
  readonly #block: Buffer = Buffer.alloc(BLOCK);
  #at = 0;
  #next = 0;
  #global: Pax | undefined;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** The entry's data, no further than its end. */
  read(target: Uint8Array, at: number, length: number): number {
    const read = this.#stream.read(target, at, Math.min(length, Math.max(0, this.#dataEnd - this.#at)));
    this.#at += read;
    return read;
  }

  #dataEnd = 0;

  /** The next entry with data; undefined at the archive's end. */
  next(): TarEntry | undefined {
    let extended: Pax | undefined;
    let longName: string | undefined;
    for (;;) {
      this.#pass();
      const read = this.#stream.read(this.#block, 0, BLOCK);
      this.#at += read;
      // Two blocks of zeros should end it; many writers leave them out.
      if (read === 0) return undefined;
      if (read < BLOCK) throw new Refusal('corrupt');
      const header = this.#header(extended);
      if (header.nullBlock) return undefined;
      const { size } = header;
      if (!header.cksumValid || size === undefined || !Number.isSafeInteger(size) || size < 0) {
        throw new Refusal('corrupt');
      }
      this.#dataEnd = this.#at + size;
      this.#next = this.#at + Math.ceil(size / BLOCK) * BLOCK;
      const { type } = header;
      if (type === 'ExtendedHeader') extended = Pax.parse(this.#extension(size), extended, false);
      else if (type === 'GlobalExtendedHeader') this.#global = Pax.parse(this.#extension(size), this.#global, true);
      else if (type === 'NextFileHasLongPath' || type === 'OldGnuLongPath') {
        longName = this.#extension(size).replace(/\0.*$/s, '');
      } else if (type !== 'NextFileHasLongLinkpath') {
        if (size > 0) return { name: longName ?? header.path ?? '', size, from: this.#at };
        extended = undefined;
        longName = undefined;
      }
    }
  }

  #header(extended: Pax | undefined): Header {
    try {
      return new Header(this.#block, 0, extended, this.#global);
    } catch {
      // A number that is none, or too large.
      throw new Refusal('corrupt');
    }
  }

  /** Passes what is left of the entry before. */
  #pass(): void {
    const left = this.#next - this.#at;
    if (left <= 0) return;
    const skipped = this.#stream.skip(left);
    this.#at += skipped;
    // The last entry's padding is left out now and then.
    if (skipped < left && this.#at < this.#dataEnd) throw new Refusal('corrupt');
    this.#next = this.#at;
  }

  #extension(size: number): string {
    if (size > LONGEST_EXTENSION) throw new Refusal('limit');
    const bytes = Buffer.alloc(size);
    if (this.read(bytes, 0, size) < size) throw new Refusal('corrupt');
    return bytes.toString('utf8');
  }
}
