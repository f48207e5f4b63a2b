import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inputsTable, manifest } from './manifest.ts';

it('action.yml is made from the table of inputs (`npm run manifest` in packages/action writes it)', async () => {
  await expect(manifest()).toMatchFileSnapshot('../../../../action.yml');
});

it('docs/action.md has the table as it is', () => {
  expect(readFileSync(new URL('../../../../docs/action.md', import.meta.url), 'utf8')).toContain(inputsTable());
});
