import { expect, it } from 'vitest';
import { filesOf, labelledCases } from '../../test/labelled-set.ts';
import { compileRules } from '../rule-set.ts';
import { slotsFor } from './contextual.ts';

it('spares a text only those slots that match nothing in it', () => {
  const contextual = compileRules().contextual.filter((compiled) => compiled !== undefined);
  const texts = labelledCases().flatMap((one) => filesOf(one, 0).map(({ text }) => text.toLowerCase()));
  const spared: string[] = [];
  const matched = new Set<string>();
  for (const text of texts) {
    for (const compiled of contextual) {
      const asked = new Set(slotsFor(compiled, text));
      for (const one of compiled.slots) {
        if (text.search(one.pattern) < 0) continue;
        matched.add(one.slot.says);
        if (!asked.has(one)) spared.push(`${one.slot.says}: ${text}`);
      }
    }
  }
  expect(spared).toEqual([]);
  expect(matched).toEqual(new Set(contextual.flatMap(({ slots }) => slots.map(({ slot }) => slot.says))));
});
