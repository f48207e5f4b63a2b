/** Bytes that can be read anywhere: a file, memory, or a part of either. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Content {
  readonly size: number;
  /**
   * Reads up to `length` bytes from `position` into `target` at `at`.
   *
   * @returns how many; 0 at the end
   */
  read(target: Uint8Array, at: number, length: number, position: number): number;
}

/** An open file; whoever opened it closes it. */
export class FileContent implements Content {
  readonly #file: number;
  /** As it was when the file was first asked. */
  readonly size: number;

  constructor(file: number) {
    this.#file = file;
    this.size = fstatSync(file).size;
  }

  read(target: Uint8Array, at: number, length: number, position: number): number {
    return length === 0 ? 0 : readSync(this.#file, target, at, length, position);
  }
}

export class BytesContent implements Content {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  read(target: Uint8Array, at: number, length: number, position: number): number {
    const part = this.bytes.subarray(position, position + length);
    target.set(part, at);
    return part.length;
  }
}

/** Bytes of a content: as they are where it is in memory, else read. Fewer where it ends. */
export function bytesAt(content: Content, position: number, length: number): Uint8Array {
  if (content instanceof BytesContent) return content.bytes.subarray(position, position + length);
  const target = new Uint8Array(Math.max(0, Math.min(length, content.size - position)));
  return target.subarray(0, readFully(content, target, 0, target.length, position));
}

/** Reads as `Content.read` does, again and again. @returns fewer than `length` only where the content ends */
export function readFully(content: Content, target: Uint8Array, at: number, length: number, position: number): number {
  let read = 0;
  while (read < length) {
    const count = content.read(target, at + read, length - read, position + read);
    if (count === 0) break;
    read += count;
  }
  return read;
}

/**
 * A temporary file, readable by its owner alone and gone whatever happens: for what is too large to be held and has to be
 * read more than once.
 */
export class Spool implements Content {
  readonly #folder: string;
  readonly #file: number;
  #size = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'keyturn-'));
    const path = join(this.#folder, 'input');
    this.#file = openSync(path, 'wx+', 0o600);
    // Where the system allows it, the file has no name from here on, and is gone even if the process is killed.
    if (process.platform !== 'win32') {
      unlinkSync(path);
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#size += bytes.length;
  }

  read(target: Uint8Array, at: number, length: number, position: number): number {
    return length === 0 ? 0 : readSync(this.#file, target, at, length, position);
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
