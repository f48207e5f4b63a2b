import { describe, expect, it } from 'vitest';
import type { Contender } from './contender.ts';
import type { Run } from './measure/measure.ts';
import { toRow } from './result.ts';

const RUN: Run = {
  wallMs: 1,
  userMs: 1,
  systemMs: 1,
  peakRssBytes: 1,
  exitCode: 0,
  signal: null,
  timedOut: false,
  stdout: 'xx',
  stderrTail: '',
};

const CONTENDER: Contender = {
  id: 'peer',
  role: 'peer',
  version: null,
  command: { program: '/usr/bin/peer', args: ['--config', '/tmp/rules/a.toml', '/data/tree'], output: 'capture' },
  expectedExits: [0, 1],
  found: ({ stdout }) => stdout?.length ?? null,
};

function row(runs: readonly Run[], keys?: number) {
  return toRow({ contender: CONTENDER, runs: [...runs], isSlow: false }, keys === undefined ? {} : { keys }, {
    '/data/tree': 'TREE',
    '/tmp/rules': 'RULES',
  });
}

describe('a row', () => {
  it('keeps the command without the paths of the machine', () => {
    expect(row([RUN]).command).toEqual(['peer', '--config', 'RULES/a.toml', 'TREE']);
  });

  it('has no problem where all is as expected', () => {
    expect(row([RUN, { ...RUN, exitCode: 1 }], 2)).toMatchObject({ found: 2, problems: [] });
  });

  it('flags unexpected exits, signals, time limits, and output that differs or lacks planted keys', () => {
    expect(row([{ ...RUN, exitCode: 128 }]).problems).toEqual(['exit code 128']);
    expect(row([{ ...RUN, exitCode: null, signal: 'SIGSEGV' }]).problems).toEqual(['it was ended by SIGSEGV']);
    expect(row([{ ...RUN, exitCode: 137, timedOut: true }]).problems).toEqual(['it was killed at the time limit']);
    expect(row([{ ...RUN, stdout: 'x' }, RUN]).problems).toEqual(['its runs differ in what they found']);
    expect(row([RUN], 3).problems).toEqual(['found 2 of 3 planted keys']);
  });
});
