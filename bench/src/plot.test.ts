import { describe, expect, it } from 'vitest';
import { renderPlot } from './plot.ts';
import type { Result, Table } from './result.ts';

function table(bytes: number, wallMs: number, userMs: number | null = null): Table {
  const run = { wallMs, userMs, systemMs: userMs, peakRssBytes: null, exitCode: 0 };
  const row = {
    id: 'keyturn',
    role: 'ours',
    version: null,
    command: [],
    isSlow: false,
    found: null,
    problems: [],
  } as const;
  return { title: '', corpus: { bytes }, reference: '', notes: [], rows: [{ ...row, runs: [run] }] };
}

function result(tables: readonly Table[]): Result {
  const machine = { cpu: '', cores: 2, memory: 1, system: '', node: '', load: null };
  return { schema: 'keyturn/bench@1', command: 'growth', date: '', machine, commit: null, accounting: '', tables };
}

describe('a plot', () => {
  it('draws linear growth as a straight line, in order of size', () => {
    const svg = renderPlot(result([table(1e9, 10_000), table(1e7, 100), table(1e8, 1000)]));
    expect(svg).toContain('points="70.0,350.0 345.0,195.0 620.0,40.0"');
    expect(svg).toContain('>10.0 MB<');
  });

  it('draws processor time beside it, where it is known', () => {
    const svg = renderPlot(result([table(1e7, 100, 500), table(1e8, 1000, 5000)]));
    expect(svg).toContain('stroke-dasharray="4 4" points="70.0,195.0 620.0,40.0"');
    expect(renderPlot(result([table(1e7, 100)]))).not.toContain('stroke-dasharray');
  });

  it('refuses to draw nothing', () => {
    expect(() => renderPlot(result([]))).toThrow('nothing to plot');
  });
});
