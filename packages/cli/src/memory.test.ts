import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { lettingGo } from './memory.ts';

/** What nobody holds any more once this has returned: so many bytes that were written to. */
function leftBehind(bytes: number): WeakRef<Uint8Array> {
  return new WeakRef(new Uint8Array(bytes).fill(1));
}

it('lets go of what was left behind once that is much', async () => {
  const letGo = lettingGo();
  letGo();
  const much = leftBehind(64 * 2 ** 20);
  // What an engine remembers of this turn lives until the next one.
  await nextTurn();
  letGo();
  await nextTurn();
  expect(much.deref()).toBeUndefined();
});
