/** Notebooks are JSON: a key in a cell is found where it stands in the file, and an image in an output is no text. */
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../src/model.ts';
import { PortablePrefilter } from '../src/prefilter/portable-prefilter.ts';
import { compileRules } from '../src/rule-set.ts';
import { Scanner } from '../src/scan.ts';
import { clarkyKey } from './sample.ts';

const rules = compileRules();
const scanner = new Scanner(rules, new PortablePrefilter(rules.anchors));
const scan = (text: string): Sighting[] => scanner.scan(Buffer.from(text), { path: 'analysis.ipynb' });

interface Cell {
  readonly source: readonly string[];
  readonly outputs?: readonly unknown[];
}

const notebook = (cells: readonly Cell[]): string =>
  JSON.stringify(
    {
      cells: cells.map(({ source, outputs = [] }) => ({
        cell_type: 'code',
        execution_count: 1,
        id: 'a1b2c3d4',
        metadata: {},
        outputs,
        source,
      })),
      metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  );

/** Where a text stands in another, counted as an editor counts. */
function placeOf(text: string, part: string): { line: number; column: number } {
  const at = text.indexOf(part);
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A small picture with a text in it, as drawing libraries write them. */
function pictureWith(text: string): string {
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x20, 0x74, 0x45, 0x58, 0x74];
  return Buffer.concat([Buffer.from(head), Buffer.from(`Comment\0${text}\n`), Buffer.alloc(900, 7)]).toString('base64');
}

describe('a key in a notebook', () => {
  it.each([
    ['a cell’s source', (key: string): Cell => ({ source: ['import os\n', `API_KEY = "${key}"\n`, 'print(1)'] })],
    [
      'a stream of output',
      (key: string): Cell => ({
        source: ['run()'],
        outputs: [{ name: 'stdout', output_type: 'stream', text: ['first\n', `\ttoken: '${key}'\n`] }],
      }),
    ],
    [
      'a result’s text',
      (key: string): Cell => ({
        source: ['key'],
        outputs: [{ output_type: 'execute_result', data: { 'text/plain': [`"${key}"`] }, execution_count: 2 }],
      }),
    ],
    [
      'an error’s traceback, coloured',
      (key: string): Cell => ({
        source: ['call()'],
        outputs: [{ output_type: 'error', ename: 'E', traceback: [`\u001b[0;31mE\u001b[0m: bad key ${key}\u001b[0m`] }],
      }),
    ],
  ])('is found once, at its place in the file: in %s', (_name, cell) => {
    const key = clarkyKey(1);
    const text = notebook([{ source: ['x = 1'] }, cell(key)]);
    const found = scan(text);
    expect(found.map(({ secret }) => secret.reveal())).toEqual([key]);
    const { line, column } = placeOf(text, key);
    expect(found[0]).toMatchObject({
      startLine: line,
      startColumn: column,
      endLine: line,
      endColumn: column + key.length,
    });
  });

  it('is found once where JSON escapes split it', () => {
    const key = clarkyKey(2);
    const escaped = `${key.slice(0, 10)}\\u00${key.charCodeAt(10).toString(16)}${key.slice(11)}`;
    const text = notebook([{ source: ['k = "MARK"\n'] }]).replace('MARK', () => escaped.replace('\\\\', '\\'));
    const shown = escaped.replace('\\\\', '\\');
    const found = scan(text);
    expect(found.map(({ secret }) => secret.reveal())).toEqual([key]);
    const { line, column } = placeOf(text, shown);
    expect(found[0]).toMatchObject({ startLine: line, startColumn: column, endColumn: column + shown.length });
  });

  it.each([
    ['one string', (image: string): unknown => image],
    ['one string with line feeds', (image: string): unknown => image.replaceAll(/.{76}/g, '$&\n')],
    ['a list of lines', (image: string): unknown => image.match(/.{1,76}/g)?.map((line) => `${line}\n`)],
  ])('is none in an image that a cell shows: as %s', (_name, write) => {
    const image = write(pictureWith(clarkyKey(3)));
    const output = { output_type: 'display_data', data: { 'image/png': image, 'text/plain': ['<Figure>'] } };
    expect(scan(notebook([{ source: ['plot()'], outputs: [output] }]))).toEqual([]);
  });

  it('is one in what is no image: other base64, SVG, and a key that stands where an image should', () => {
    const encoded = Buffer.from(`KEY=${clarkyKey(4)}\n`).toString('base64');
    const data = {
      'application/octet-stream': encoded,
      'image/svg+xml': [`<text>${clarkyKey(5)}</text>`],
      'image/png': clarkyKey(6),
    };
    const found = scan(notebook([{ source: ['x'], outputs: [{ output_type: 'display_data', data }] }]));
    expect(found.map(({ secret }) => secret.reveal()).toSorted()).toEqual(
      [clarkyKey(4), clarkyKey(5), clarkyKey(6)].toSorted(),
    );
  });
});
