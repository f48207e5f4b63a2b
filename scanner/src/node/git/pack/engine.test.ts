import { expect, it } from 'vitest';
import { literalsOf, writeAnchors, writtenStride } from '../../../prefilter/compile.ts';
import { compileRules } from '../../../rule-set.ts';
import { compilePackModule, PackEngine } from './engine.ts';
import { layOutMemory } from './memory.ts';

it('finds every anchor at every offset, as the search of files does', () => {
  const { anchors } = compileRules();
  const layout = layOutMemory(1, 0, 1);
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: 65_536, shared: true });
  writeAnchors(memory, anchors);
  const { wasm, bytes, hits, region } = new PackEngine(compilePackModule(), memory, layout, 0, [], 0);
  wasm.prepare();
  wasm.setMargin(0, writtenStride(memory));
  const missed: string[] = [];
  for (const { anchor, text } of literalsOf(anchors)) {
    const literal = Uint8Array.from(text, (character) => character.charCodeAt(0));
    for (let offset = 0; offset < 4; offset++) {
      const at = region.stack + 60 + offset;
      bytes.fill(0x20, region.stack, region.stack + 128);
      bytes.set(literal, at);
      wasm.beginObject();
      wasm.searchRange(region.stack, region.stack + 128);
      const found = Array.from({ length: wasm.found.value }, (_, i) => [hits[2 * i], hits[2 * i + 1]].join(':'));
      if (!found.includes(`${at}:${anchor}`)) missed.push(`${[...anchors][anchor]?.text} at ${offset}`);
    }
  }
  expect(missed).toEqual([]);
});
