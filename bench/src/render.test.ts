import { describe, expect, it } from 'vitest';
import { formatBytes, formatTime, renderTable } from './render.ts';
import type { Row, Table } from './result.ts';

function row(id: string, role: Row['role'], walls: readonly number[], more: Partial<Row> = {}): Row {
  return {
    id,
    role,
    version: null,
    command: [id],
    isSlow: false,
    runs: walls.map((wallMs) => ({ wallMs, userMs: 10, systemMs: 5, peakRssBytes: 2_000_000, exitCode: 0 })),
    found: null,
    problems: [],
    ...more,
  };
}

function table(rows: readonly Row[]): Table {
  return { title: 'A tree', corpus: { files: 3, bytes: 4_560_000 }, reference: 'ripgrep', notes: ['A note.'], rows };
}

describe('a table', () => {
  it('shows medians and ratios, fastest first', () => {
    const text = renderTable(
      table([
        row('slowpoke', 'peer', [4000], { version: '1.2.3', found: 16 }),
        row('keyturn', 'ours', [210, 190, 200], { found: 16 }),
        row('ripgrep', 'yardstick', [100, 90, 400]),
      ]),
    );
    expect(text).toBe(`### A tree

files 3, bytes 4.56 MB. Reference: ripgrep.

|  | Wall | Min–max | × reference | User + system | Peak memory | Exit | Found | Runs |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
| ripgrep | 100 ms | 90 ms–400 ms | 1.00 | 15 ms | 2.00 MB | 0 | – | 3 |
| **keyturn** | 200 ms | 190 ms–210 ms | 2.00 | 15 ms | 2.00 MB | 0 | 16 | 3 |
| slowpoke (1.2.3) | 4.00 s | 4.00 s–4.00 s | 40.00 | 15 ms | 2.00 MB | 0 | 16 | 1 |

- keyturn is 20.0 times as fast as slowpoke, the fastest peer here.
- A note.
`);
  });

  it('flags what is odd and compares with no row that is', () => {
    const text = renderTable(
      table([row('keyturn', 'ours', [100]), row('broken', 'peer', [1], { problems: ['exit code 128'] })]),
    );
    expect(text).toContain('| broken ⚠ |');
    expect(text).toContain('- **broken**: exit code 128.');
    expect(text).not.toContain('times as fast');
  });

  it('shows a dash for what was not measured, never a number', () => {
    const runs = [{ wallMs: 5, userMs: null, systemMs: null, peakRssBytes: null, exitCode: 0 }];
    const text = renderTable(table([row('keyturn', 'ours', [], { runs })]));
    expect(text).toContain('| **keyturn** | 5 ms | 5 ms–5 ms | – | – | – | 0 | – | 1 |');
  });
});

describe('units', () => {
  it('are those people read', () => {
    expect([12.4, 1234, null].map((value) => formatTime(value))).toEqual(['12 ms', '1.23 s', '–']);
    expect([512, 20_000, 536_000_000, 5_368_709_120].map((value) => formatBytes(value))).toEqual([
      '512 B',
      '20.0 kB',
      '536 MB',
      '5.37 GB',
    ]);
  });
});
