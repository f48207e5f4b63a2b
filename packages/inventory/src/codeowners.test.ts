import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCodeowners } from './codeowners.ts';

const FILE = `
# Everything
*           @acme/all
*.ts        @acme/web   # and a remark
/deploy/    @ops ops@example.com
docs/**     @writers
/deploy/public/
`;

it.each([
  ['README.md', '@acme/all'],
  ['src/a.ts', '@acme/web'],
  ['deploy/klipy.yaml', '@ops ops@example.com'],
  ['deploy/a.ts', '@ops ops@example.com'],
  ['docs/a/b.md', '@writers'],
  ['deploy/public/index.html', null],
])('the last line that fits says who owns %s', (path, owner) => {
  expect(parseCodeowners(FILE)(path)).toBe(owner);
});

it('whatever stands in it, it answers', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (text, path) => {
      const owner = parseCodeowners(text)(path);
      expect(owner === null || owner.length <= 100).toBe(true);
    }),
  );
});
