/** `--format jsonl` on standard output: lines while the scan goes on. */
import { once } from 'node:events';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, tail } from '../../scanner/test/sample.ts';
import { scratch } from '../../scanner/test/scratch.ts';
import { keyturn, startKeyturn } from './keyturn.ts';

interface Line {
  readonly fingerprint: string;
  readonly occurrence: {
    readonly path: string;
    readonly startLine: number;
    readonly suppressed: { by: string } | null;
  };
  readonly suppressed: { by: string } | null;
  readonly severity: string;
  readonly tool?: unknown;
}

const GB = 2 ** 30;
const lines = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
const placeOf = ({ fingerprint, occurrence }: Pick<Line, 'fingerprint' | 'occurrence'>): string =>
  JSON.stringify([fingerprint, occurrence.path, occurrence.startLine, occurrence.suppressed?.by ?? null]);
const placesOf = (stdout: string): string[] => lines(stdout).slice(0, -1).map(placeOf).toSorted();

describe('jsonl', () => {
  it.skipIf(process.platform === 'win32')(
    'is written while the scan goes on, and says when it was cut off',
    async () => {
      const folder = scratch({ 'a.env': `K=${clarkyKey(1)}\n` });
      mkdirSync(join(folder, 'later'));
      // Sparse: they take seconds to read, and no room on the disk.
      for (let i = 0; i < 6; i++) {
        writeFileSync(join(folder, `later/${i}`), '');
        truncateSync(join(folder, `later/${i}`), 4 * GB);
      }
      const child = startKeyturn(['scan', folder, '--format', 'jsonl', '--threads', '1']);
      const ended = once(child, 'exit');
      const received: string[] = [];
      let isRunning = false;
      if (child.stdout === null) throw new Error('no standard output');
      for await (const text of createInterface({ input: child.stdout })) {
        if (received.length === 0) {
          isRunning = child.exitCode === null;
          child.kill('SIGINT');
        }
        received.push(text);
      }
      expect(isRunning).toBe(true);
      expect((await ended)[0]).toBe(130);
      expect(lines(received.join('\n'))).toMatchObject([{ rule: 'clarky-api-key', occurrence: { path: 'a.env' } }]);
    },
  );

  it('has the places and marks of the other formats, with any number of threads', () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`d${i % 9}/f${i}.env`, `A=${clarkyKey(i % 40)}\nB=${klipyKey(i)}\n`]),
    );
    const folder = scratch({
      ...files,
      'known.env': `K=${clarkyKey(500)}\n`,
      'allowed.env': `K=${clarkyKey(501)} # keyturn:allow reason="rotated"\n`,
      'fixtures/x.env': `K=${clarkyKey(502)}\n`,
      'fixtures/y.env': `K=${clarkyKey(1)}\n`,
      'keyturn.yaml': 'suppress:\n  - path: fixtures/**\n    reason: samples\n',
    });
    const baseline = join(scratch(), 'known');
    expect(keyturn(['baseline', join(folder, 'known.env'), '--baseline', baseline]).status).toBe(0);
    const args = ['scan', folder, '--baseline', baseline, '--format'];
    const whole = JSON.parse(keyturn([...args, 'json']).stdout) as {
      findings: { fingerprint: string; occurrences: Line['occurrence'][] }[];
    };
    const expected = whole.findings.flatMap(({ fingerprint, occurrences }) =>
      occurrences.map((occurrence) => placeOf({ fingerprint, occurrence })),
    );
    expect(expected.filter((place) => /"(?:baseline|inline|config)"\]$/.test(place))).toHaveLength(4);
    for (const threads of ['1', '3']) {
      const { stdout, status } = keyturn([...args, 'jsonl', '--threads', threads]);
      expect(status).toBe(1);
      expect(placesOf(stdout)).toEqual(expected.toSorted());
      expect(lines(stdout).at(-1)?.tool).toMatchObject({ name: 'keyturn' });
    }
  });

  it('shows no key that stands in another file’s name, found before or after it', () => {
    const bare = tail(40, 4);
    const call = `curl -H "Authorization: api-key ${bare}" https://api.clarify.ai/v1/workspaces/acme/schemas\n`;
    for (const [first, last] of [
      ['a', 'z'],
      ['z', 'a'],
    ]) {
      const folder = scratch({ [`${first}/${bare}/x.env`]: `K=${clarkyKey(1)}\n`, [`${last}/b.sh`]: call });
      const { stdout } = keyturn(['scan', folder, '--format', 'jsonl', '--threads', '1']);
      expect(stdout).not.toContain(bare);
      expect(placesOf(stdout)).toHaveLength(2);
    }
  });

  it('waits for the whole where a floor or a provider was asked for', () => {
    const folder = scratch({ 'a.env': `K=${clarkyKey(1)}\n`, 'b.env': `K=${klipyKey(1)}\n` });
    for (const args of [
      ['--provider', 'klipy'],
      ['--provider', 'klipy', '--min-confidence', 'high'],
    ]) {
      const { stdout } = keyturn(['scan', folder, '--format', 'jsonl', ...args]);
      expect(lines(stdout).slice(0, -1)).toMatchObject([{ provider: 'klipy' }]);
    }
  });
});

it('github names files relative to the runner’s workspace', () => {
  const workspace = scratch({ 'shop/a.env': `K=${clarkyKey(1)}\n` });
  const env = { GITHUB_WORKSPACE: workspace };
  expect(keyturn(['scan', join(workspace, 'shop'), '--format', 'github'], { env }).stdout).toContain(
    'file=shop/a.env,',
  );
});
