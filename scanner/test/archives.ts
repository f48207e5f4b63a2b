/** Writers of archives for tests: the usual command-line tools where there are any, bytes by hand for what none would write. */
import { execFileSync } from 'node:child_process';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { scratch } from './scratch.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['--help'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** What a command-line tool writes to its standard output when it packs files: the archive's bytes. */
export function madeBy(tool: string, args: readonly string[], files: Files): Buffer {
  const folder = scratch(files);
  return execFileSync(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
}

/** Runs a filter such as `xz -c`. */
export const filtered = (tool: string, input: Uint8Array): Buffer =>
  execFileSync(tool, ['-c'], { input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });

export interface RawEntry {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  /** 0 stored, 8 deflated (which it is where nothing is said). */
  readonly method?: number;
  /** The data as it stands in the archive; compressed by `method` where nothing is said. */
  readonly data?: Uint8Array;
  readonly flags?: number;
  readonly crc?: number;
  /** What the archive says, true or not. */
  readonly size?: number;
  /** Where it says that the entry lies. */
  readonly offset?: number;
}

/** A zip archive by hand, with whatever it is told to say. */
export function zip(entries: readonly RawEntry[], comment = '', before: Uint8Array = new Uint8Array(0)): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const method = entry.method ?? 8;
    const data = Buffer.from(entry.data ?? (method === 0 ? content : deflateRawSync(content)));
    const name = Buffer.from(entry.name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x0403_4b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(entry.flags ?? 0, 6);
    head.writeUInt16LE(method, 8);
    head.writeUInt32LE(entry.crc ?? crc32(content), 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(entry.size ?? content.length, 22);
    head.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x0201_4b50, 0);
    head.copy(central, 6, 4, 28);
    central.writeUInt32LE(entry.offset ?? at, 42);
    parts.push(head, name, data);
    directory.push(central, name);
    at += head.length + name.length + data.length;
  }
  const records = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(records.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([before, ...parts, records, end, Buffer.from(comment)]);
}

/** The simplest tar: names of at most a hundred bytes. */
export function tar(files: Files): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const data = Buffer.from(content);
    const head = Buffer.alloc(512);
    head.write(name, 0, 100);
    head.write('0000644 0000000 0000000 '.replaceAll(' ', '\0'), 100, 'latin1');
    head.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    head.write('00000000000\0        0', 136, 'latin1');
    head.write('ustar 00'.replace(' ', '\0'), 257, 'latin1');
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return [head, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Puts an archive into as many others, the first one outermost. */
export function nested(content: Uint8Array, levels: readonly ('zip' | 'tar' | 'gzip')[]): Uint8Array {
  return levels.toReversed().reduce<Uint8Array>((inner, level, i) => {
    if (level === 'gzip') return gzipSync(inner);
    return level === 'zip' ? zip([{ name: `inner${i}`, content: inner }]) : tar({ [`inner${i}`]: inner });
  }, content);
}
