import { describe, expect, it } from 'vitest';
import { appended, coversDotenv, variablesOf } from './dotenv.ts';

describe('a .env', () => {
  it('is read with quotes, exports and comments', () => {
    const text = 'A=1\r\nexport B="two words"\n# C=3\nD = \'four\' \nE=5 # five\nF=\n';
    expect([...variablesOf(text)]).toEqual([
      ['A', '1'],
      ['B', 'two words'],
      ['D', 'four'],
      ['E', '5'],
      ['F', ''],
    ]);
  });

  it('has empty values, also several in a row', () => {
    expect([...variablesOf('A=\nB=\n\nC= \nD')]).toEqual([
      ['A', ''],
      ['B', ''],
      ['C', ''],
    ]);
  });

  it('is added to on a line of its own, with the line ends that it has', () => {
    expect(appended('', 'A=1')).toBe('A=1\n');
    expect(appended('X=0\n', 'A=1')).toBe('A=1\n');
    expect(appended('X=0', 'A=1')).toBe('\nA=1\n');
    expect(appended('X=0\r\nY=1', 'A=1')).toBe('\r\nA=1\r\n');
  });

  it.each([
    ['.env', true],
    ['node_modules\n/.env\n', true],
    ['*.env', true],
    ['.env*\n!.env', false],
    ['.env.local', false],
    ['.env.*', false],
    ['# .env', false],
    ['', false],
  ])('is covered by a .gitignore of %j: %s', (gitignore, covered) => {
    expect(coversDotenv(gitignore)).toBe(covered);
  });
});
