import { describe, expect, it } from 'vitest';
import { parseAllowComment } from './inline.ts';

const full = { tool: 'keyturn', reason: 'a test key, never live', expires: '2027-01-31', owner: 'ada' };
const words = 'keyturn:allow reason="a test key, never live" expires=2027-01-31 owner=ada';

describe('parseAllowComment', () => {
  it.each([
    `const key = 'x'; // ${words}`,
    `KEY=x # ${words}`,
    `key: x  # see SEC-12, ${words}`,
    `<a key="x"> <!-- ${words} -->`,
    `SELECT 'x' -- ${words}`,
    `int x; /* ${words} */`,
    `(def k "x") ; ${words}`,
    `set k=x & rem ${words}`,
  ])('reads it on the key’s line: %s', (line) => {
    expect(parseAllowComment(line, null)).toEqual(full);
  });

  it.each([`  // ${words}`, `# ${words}`, ` * ${words}`, `<!-- ${words} -->`, `{/* ${words} */}`])(
    'reads it on the line above: %s',
    (above) => {
      expect(parseAllowComment('KEY=x', above)).toEqual(full);
    },
  );

  it('keeps a comment behind another key to that key', () => {
    expect(parseAllowComment('KEY=x', `OTHER=y # ${words}`)).toBeNull();
  });

  it('takes no text for a comment', () => {
    expect(parseAllowComment(`print(keyturn:allow reason=x)`, null)).toBeNull();
    expect(parseAllowComment('KEY=x', words)).toBeNull();
    expect(parseAllowComment('KEY=x # keyturn:allowed reason=x', null)).toBeNull();
  });

  it('reads quotes of both kinds, escapes and bare words, and no reason where there is none', () => {
    expect(parseAllowComment(String.raw`x # keyturn:allow reason='it\'s dead'`, null)?.reason).toBe("it's dead");
    expect(parseAllowComment('x # keyturn:allow reason=rotated', null)?.reason).toBe('rotated');
    expect(parseAllowComment('x /* keyturn:allow reason=rotated*/', null)?.reason).toBe('rotated');
    expect(parseAllowComment('x # keyturn:allow', null)).toMatchObject({ tool: 'keyturn', reason: null });
    expect(parseAllowComment('x # keyturn:allow reason="" owner=ada', null)).toMatchObject({
      reason: null,
      owner: 'ada',
    });
  });

  it.each([
    ['gitleaks', 'KEY=x # gitleaks:allow', null],
    ['detect-secrets', 'KEY=x  # pragma: allowlist secret', null],
    ['detect-secrets', 'KEY=x', '# pragma: allowlist nextline secret'],
    ['secretlint', 'KEY=x // secretlint-disable-line', null],
    ['secretlint', 'KEY=x', '// secretlint-disable-next-line'],
    ['trufflehog', 'KEY=x # trufflehog:ignore', null],
    ['kingfisher', 'KEY=x', '# kingfisher:ignore'],
  ])('knows the comments of %s', (tool, line, above) => {
    expect(parseAllowComment(line, above)?.tool).toBe(tool);
  });

  it('prefers our own, which says why', () => {
    expect(parseAllowComment(`KEY=x # gitleaks:allow ${words}`, null)).toEqual(full);
  });

  it('is quick on hostile lines', () => {
    const start = performance.now();
    for (const line of [
      `# keyturn:allow reason="${'\\'.repeat(50_000)}`,
      `${' '.repeat(50_000)}keyturn:allow`,
      `#${'pragma: '.repeat(20_000)}`,
      '"'.repeat(50_000),
    ]) {
      parseAllowComment(line, line);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});
