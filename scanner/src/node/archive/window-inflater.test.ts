import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScanner } from '../pool/create-scanner.ts';
import { BytesContent } from './content.ts';
import { inflaterOf } from './window-inflater.ts';

const scanner = createScanner(null);

it('puts what was deflated into the window, or says that it is something else', () => {
  const inflater = inflaterOf(scanner.prefilter);
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 400 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -3, max: 3 }),
      (texts, level, longer, larger) => {
        const content = Buffer.from(texts.join(texts[0]));
        const packed = deflateRawSync(content, { level });
        const around = new BytesContent(Buffer.concat([Buffer.from('before'), packed, Buffer.alloc(9)]));
        const from = 'before'.length;
        const size = content.length + larger;
        const isSo = inflater?.inflate(around, {
          from,
          to: from + packed.length + longer,
          size: Math.max(0, size),
          crc: crc32(content),
        });
        expect(isSo).toBe(longer === 0 && Math.max(0, size) === content.length);
        const made = scanner.prefilter.window(content.length).subarray(0, content.length);
        expect(isSo !== true || content.equals(made)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
