/** Small files that are large inside, for tests: the classic ones. */
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { zip } from './archives.ts';

const MEGABYTE = 2 ** 20;

/** Zeros without end, as a zip entry would hold them: every piece is 64 MiB of them. */
export function deflatedZeros(pieces: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(64 * MEGABYTE), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: pieces }, () => piece), Buffer.from([3, 0])]);
}

/** 10 GB of zeros, gzipped: 160 streams of 64 MiB. */
export function gzippedZeros(): Buffer {
  const stream = gzipSync(Buffer.alloc(64 * MEGABYTE));
  return Buffer.concat(Array.from({ length: 160 }, () => stream));
}

/** Zips of sixteen zips each, as often as said, with zeros at the bottom: what 42.zip is. */
export function zipOfZips(levels: number): Buffer {
  let inner = zip([{ name: 'zeros', content: Buffer.alloc(4 * MEGABYTE) }]);
  for (let level = 0; level < levels; level++) {
    const content = inner;
    inner = zip(Array.from({ length: 16 }, (_, i) => ({ name: `lib ${level} ${i}.zip`, content })));
  }
  return inner;
}

/** Entries that share their data (see bamsoftware.com/hacks/zipbomb): each a megabyte, and together as many. */
export function overlappingZip(entries: number): Buffer {
  const data = deflateRawSync(Buffer.alloc(MEGABYTE));
  const one = { name: 'a', content: '', data, size: MEGABYTE, crc: crc32(Buffer.alloc(MEGABYTE)) };
  const none = { ...one, data: new Uint8Array(0), offset: 0 };
  // All but the first say that they lie where it does; their own headers are there for the size alone.
  const archive = zip([one, ...Array.from({ length: entries - 1 }, () => none)]);
  let at = archive.readUInt32LE(archive.length - 6);
  for (let i = 0; i < entries; i++, at += 47) archive.writeUInt32LE(data.length, at + 20);
  return archive;
}

/** A zip that holds itself: r.zip of Russ Cox, "Zip Files All The Way Down" (research.swtch.com/zip). */
export const quineZip: Buffer = Buffer.from(
  [
    '504b03041400000008000803643cf9f4896448010000b801000007000000722f722e7a6970002500daff504b030414000000',
    '08000803643cf9f4896448010000b801000007000000722f722e7a6970002f00d0ff002500daff504b030414000000080008',
    '03643cf9f4896448010000b801000007000000722f722e7a6970002f00d0ffc2548e5739000500faffc2548e5739000500fa',
    'ff000500faff001400ebffc2548e5739000500faff000500faff001400ebff428821c400001400ebff428821c400001400eb',
    'ff428821c400001400ebff428821c400001400ebff428821c400000000ffff000000ffff003400cbff428821c400000000ff',
    'ff000000ffff003400cbff42e8215e0f000000ffff0af066641261c015dce8a048bf48af2ab320c09b950dc4670442530606',
    '0640000600f9ff6d010000000042e8215e0f000000ffff0af066641261c015dce8a048bf48af2ab320c09b950dc467044253',
    '06060640000600f9ff6d0100000000504b010214001400000008000803643cf9f4896448010000b801000007000000000000',
    '0000000000000000000000722f722e7a6970504b05060000000001000100350000006d0100000000',
  ].join(''),
  'hex',
);
