/** action.yml by GitHub's own parser and its schema for actions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as ActionParser from '@actions/workflow-parser/actions/action-parser';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../../../scanner/test/scratch.ts';

const text = readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8');
let parser: typeof ActionParser;

beforeAll(async () => {
  // It imports its schema in a way that Node itself refuses.
  const outfile = join(scratch(), 'parser.mjs');
  await build({
    entryPoints: ['@actions/workflow-parser/actions/action-parser'],
    absWorkingDir: fileURLToPath(new URL('../', import.meta.url)),
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  parser = (await import(pathToFileURL(outfile).href)) as typeof ActionParser;
});

function errorsIn(content: string): string[] {
  const silent = (): void => undefined;
  const trace = { error: silent, info: silent, verbose: silent };
  const { context } = parser.parseAction({ name: 'action.yml', content }, trace);
  return context.errors.getErrors().map(({ message }) => message);
}

describe('action.yml', () => {
  it('is what GitHub takes', () => {
    expect(errorsIn(text)).toEqual([]);
  });

  it.each([
    ['an icon that there is none', 'icon: lock', 'icon: key'],
    ['a misspelt field', 'description: Finds', 'descripton: Finds'],
    ['no program', 'main: packages', 'mian: packages'],
    ['no name', 'name: Keyturn', '# name'],
  ])('is refused with %s', (_, right, wrong) => {
    expect(text).toContain(right);
    expect(errorsIn(text.replace(right, wrong))).not.toEqual([]);
  });
});
