import { lowerBound } from '../../place/lower-bound.ts';
import type { Content } from './content.ts';

/** More than a literal is long. */
const APART = 64;

/** Which bytes of an archive were opened: ranges that are added in their order. */
export class OpenedRanges {
  /** Pairs of offsets. */
  readonly #bounds: number[] = [];

  add(from: number, to: number): void {
    const last = this.#bounds.length - 1;
    if (this.#bounds[last] === from) this.#bounds[last] = to;
    else this.#bounds.push(from, to);
  }

  hasAll(size: number): boolean {
    return this.#bounds.length === 2 && this.#bounds[0] === 0 && (this.#bounds[1] ?? 0) >= size;
  }

  get isEmpty(): boolean {
    return this.#bounds.length === 0;
  }

  /**
   * Copies what was not opened, with as many zeros in place of what was as keep its two sides apart: a literal that stands
   * in the one stands in the other.
   *
   * @param target as long as `bytes`
   * @returns the length of the copy
   */
  gather(bytes: Uint8Array, target: Uint8Array): number {
    let length = 0;
    let at = 0;
    const copy = (to: number): void => {
      if (to <= at) return;
      target.set(bytes.subarray(at, to), length);
      length += to - at;
      at = to;
    };
    for (let i = 0; i < this.#bounds.length; i += 2) {
      copy(Math.min(this.#bounds[i] ?? 0, bytes.length));
      const end = Math.min(this.#bounds[i + 1] ?? 0, bytes.length);
      const zeros = Math.max(0, Math.min(APART, end - at));
      target.fill(0, length, length + zeros);
      length += zeros;
      at = Math.max(at, end);
    }
    copy(bytes.length);
    return length;
  }

  /** Puts zeros in place of what was opened. @param position of the first of `bytes` */
  blank(bytes: Uint8Array, position: number): void {
    const bounds = this.#bounds;
    const first = lowerBound(0, bounds.length / 2, (i) => (bounds[2 * i + 1] ?? 0) <= position);
    for (let i = 2 * first; i < bounds.length; i += 2) {
      const from = (bounds[i] ?? 0) - position;
      if (from >= bytes.length) return;
      bytes.fill(0, Math.max(0, from), Math.min(bytes.length, (bounds[i + 1] ?? 0) - position));
    }
  }
}

/** A content without what was opened of it: headers, comments, and entries that nobody could open. */
export class Unopened implements Content {
  readonly #content: Content;
  readonly #opened: OpenedRanges;

  constructor(content: Content, opened: OpenedRanges) {
    this.#content = content;
    this.#opened = opened;
  }

  get size(): number {
    return this.#content.size;
  }

  read(target: Uint8Array, at: number, length: number, position: number): number {
    const read = this.#content.read(target, at, length, position);
    this.#opened.blank(target.subarray(at, at + read), position);
    return read;
  }
}
