import { Script } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { optimiseWhatLasts, spareHelpers, useHelpers } from './helper-threads.ts';

/** What V8 notes of its flags in the code that it compiles: with another, it takes none that was compiled before. */
const FLAGS_AT = 12;
const flags = (): number => new Script('').createCachedData().readUInt32LE(FLAGS_AT);
const isKnown = ['11.3.', '12.4.', '13.6.'].some((version) => process.versions.v8.startsWith(version));
/** Node 24's V8 optimises nothing until it is told that the work lasts. */
const wantsToBeTold = process.versions.v8.startsWith('13.6.');

describe('V8, while threads scan', () => {
  const before = flags();
  afterEach(useHelpers);

  it('is as it was afterwards, and takes compiled code again', () => {
    spareHelpers(true);
    expect(flags() !== before).toBe(isKnown);
    useHelpers();
    expect(flags()).toBe(before);
  });

  it('optimises what lasts, in every version', () => {
    spareHelpers(true);
    optimiseWhatLasts();
    expect(flags() === before).toBe(!isKnown || wantsToBeTold);
  });

  it('never stops optimising where nobody says that the work lasts', () => {
    spareHelpers(false);
    expect(flags() === before).toBe(!isKnown || wantsToBeTold);
  });
});
