import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OpenedRanges } from './opened-ranges.ts';

const WORD = 'literals';

it('shows a word in what was gathered exactly where one stands in the whole with zeros for what was opened', () => {
  const parts = fc.array(
    fc.record({
      text: fc.constantFrom('', 'lit', 'erals', 'a', WORD, `${WORD}${WORD}`, `x${WORD.slice(0, 7)}`),
      opened: fc.constantFrom('', 'l', 'literals', 'x'.repeat(7), 'y'.repeat(200)),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(parts, (all) => {
      const opened = new OpenedRanges();
      let text = '';
      for (const part of all) {
        text += part.text;
        if (part.opened !== '') opened.add(text.length, text.length + part.opened.length);
        text += part.opened;
      }
      const bytes = Buffer.from(text);
      const target = Buffer.alloc(bytes.length);
      const gathered = target.subarray(0, opened.gather(bytes, target)).toString();
      opened.blank(bytes, 0);
      expect(gathered.split(WORD).length).toBe(bytes.toString().split(WORD).length);
    }),
    { numRuns: 500 },
  );
});
