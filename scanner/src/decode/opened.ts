import type { Encoding } from './encoded-forms.ts';

/** What stood encoded in a text, and the way back to where it stands there. */
export interface Opened {
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  /** Where in the source each decoded byte begins. */
  readonly starts: Uint32Array;
  /** Where in the source each decoded byte ends. */
  readonly ends: Uint32Array;
  /** The run as a whole, where a key in it is said to stand there: base64 and hex on one line. */
  readonly run: { readonly start: number; readonly end: number } | null;
  /** How far the source was looked at: anchors in it need not open it again. */
  readonly from: number;
  readonly to: number;
  /** Whether the source goes on before or behind what was opened: a key there may be cut in two, and another opening has it. */
  readonly isCut: { readonly before: boolean; readonly behind: boolean };
}

const WHOLE = { before: false, behind: false };

/** Gathers decoded bytes with their places. */
export class OpenedBuilder {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  length = 0;

  /** @param capacity the most bytes that can come out */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
  }

  put(byte: number, start: number, end: number): void {
    this.#bytes[this.length] = byte;
    this.#starts[this.length] = start;
    this.#ends[this.length] = end;
    this.length++;
  }

  /** Puts a character as UTF-8; a surrogate without its other half as the replacement character. */
  putCharacter(codePoint: number, start: number, end: number): void {
    const code = codePoint > 0x10_ffff || (codePoint >= 0xd800 && codePoint < 0xe000) ? 0xfffd : codePoint;
    if (code < 0x80) {
      this.put(code, start, end);
    } else if (code < 0x800) {
      this.put(0xc0 | (code >> 6), start, end);
      this.put(0x80 | (code & 63), start, end);
    } else {
      if (code < 0x1_0000) {
        this.put(0xe0 | (code >> 12), start, end);
      } else {
        this.put(0xf0 | (code >> 18), start, end);
        this.put(0x80 | ((code >> 12) & 63), start, end);
      }
      this.put(0x80 | ((code >> 6) & 63), start, end);
      this.put(0x80 | (code & 63), start, end);
    }
  }

  result(
    encoding: Encoding,
    from: number,
    to: number,
    run: Opened['run'] = null,
    isCut: Opened['isCut'] = WHOLE,
  ): Opened {
    return {
      encoding,
      bytes: this.#bytes.subarray(0, this.length),
      starts: this.#starts.subarray(0, this.length),
      ends: this.#ends.subarray(0, this.length),
      run,
      from,
      to,
      isCut,
    };
  }
}
