import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

describe('options', () => {
  it('have defaults that measure all peers five times', () => {
    expect(parseOptions([])).toMatchObject({ runs: 5, only: null, sizes: null, files: 30_000, keep: false });
  });

  it('read sizes with decimal units, and lists', () => {
    const options = parseOptions(['--size', '10MB,1.5gb,900', '--skip=a,b', 'x']);
    expect(options.sizes).toEqual([10_000_000, 1_500_000_000, 900]);
    expect([...options.skip]).toEqual(['a', 'b']);
    expect(options.paths).toHaveLength(1);
  });

  it.each([['--runs', '0'], ['--size', 'big'], ['--assets', '1'], ['--nonsense']])('refuse %s %s', (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
