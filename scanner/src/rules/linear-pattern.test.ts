import { describe, expect, it } from 'vitest';
import { LinearPattern } from './linear-pattern.ts';

describe('LinearPattern', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(30_000)}!`],
    ['(a|aa)+$', `${'a'.repeat(30_000)}!`],
    ['(a|a?)+$', `${'a'.repeat(30_000)}!`],
    ['(.*a){12}$', `${'a'.repeat(20_000)}!`],
    ['([a-zA-Z]+)*\\d', 'a'.repeat(30_000)],
    ['^(\\w+\\s?)*$', `${'word '.repeat(6000)}!`],
    ['x*x*x*x*x*y', 'x'.repeat(20_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(20_000)],
  ])('takes its time in proportion: %s', (source, text) => {
    const pattern = new LinearPattern(source);
    const start = performance.now();
    pattern.test(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('matches as a RegExp with indices does', () => {
    const [match] = 'key = abc;'.matchAll(new LinearPattern('= (?<value>[a-z]+)') as unknown as RegExp);
    expect(match?.groups).toEqual({ value: 'abc' });
    expect(match?.indices?.groups?.['value']).toEqual([6, 9]);
  });

  it.each([
    ['(?=a)', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'refers back'],
    ['(a', 'RE2 does not take it'],
    ['((a{1000}){1000}){1000}', 'too many states|does not take it'],
    ['a'.repeat(20_000), 'longer than'],
  ])('refuses %s', (source, problem) => {
    expect(() => new LinearPattern(source)).toThrow(new RegExp(problem));
  });
});
