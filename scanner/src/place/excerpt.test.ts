import { describe, expect, it } from 'vitest';
import { clarkyKey, tail } from '../../test/sample.ts';
import { excerptOf } from './excerpt.ts';

const encoder = new TextEncoder();
const PREVIEW = 'ck_live_…(30)';

function shown(before: string, after = ''): string {
  const key = clarkyKey();
  const bytes = encoder.encode(`first line\n${before}${key}${after}\nlast line`);
  const start = encoder.encode(`first line\n${before}`).length;
  const excerpt = excerptOf(bytes, start, start + key.length, PREVIEW);
  expect(excerpt.text.slice(excerpt.start, excerpt.end)).toBe(PREVIEW);
  return excerpt.text;
}

describe('the line that is shown', () => {
  it.each([
    [
      'keeps names and words',
      'CLARIFY_API_KEY=',
      ' # for the integration tests',
      `CLARIFY_API_KEY=${PREVIEW} # for the integration tests`,
    ],
    ['loses its indentation', '      const key = "', '";', `const key = "${PREVIEW}";`],
    ['masks other random runs', `a=${tail(30, 4)} b=`, `,${tail(64, 5, '0123456789abcdef')}`, `a=… b=${PREVIEW},…`],
    ['ends before CRLF', 'K=', '\r', `K=${PREVIEW}`],
    ['shows no control character', 'a\u001b]0;x\u0007 \u202eK=', '', `a ]0;x   K=${PREVIEW}`],
  ])('%s', (_says, before, after, expected) => {
    expect(shown(before, after)).toBe(expected);
  });

  it('is cut on a long line, and masks what was cut off in the middle', () => {
    const text = shown(`${'word '.repeat(100)}${tail(300, 6)} K=`, ` ${tail(300, 7)}`);
    expect(text.startsWith('……')).toBe(true);
    expect(text).not.toContain(tail(300, 6).slice(-20));
    expect(text).not.toContain(tail(300, 7).slice(0, 20));
    expect(text.length).toBeLessThan(60);
  });
});
