import { describe, expect, it } from 'vitest';
import { peerContenders } from './contender.ts';
import type { Run } from './measure/measure.ts';
import { PEERS } from './peers/registry.ts';

const RUN: Run = {
  wallMs: 1,
  userMs: 1,
  systemMs: 1,
  peakRssBytes: 1,
  exitCode: 0,
  signal: null,
  timedOut: false,
  stdout: '[{"RuleID": "a"}, {"RuleID": "b"}]',
  stderrTail: '',
};

function contendersOf(id: string, kind: 'files' | 'history') {
  const peer = PEERS.find((one) => one.id === id)!;
  return peerContenders({ peer, program: `/bin/${id}`, version: null, rules: '/rules' }, kind, '/data');
}

describe('a peer', () => {
  it('has an id of its own for each way of calling it', () => {
    expect(contendersOf('betterleaks', 'history').map(({ id }) => id)).toEqual([
      'betterleaks one worker',
      'betterleaks 2 workers',
    ]);
    expect(contendersOf('gitleaks', 'files').map(({ id }) => id)).toEqual(['gitleaks']);
    expect(contendersOf('ripgrep', 'history')).toEqual([]);
  });

  it('tells what it found', () => {
    const [gitleaks] = contendersOf('gitleaks', 'files');
    expect(gitleaks?.found(RUN)).toBe(2);
    expect(gitleaks?.found({ ...RUN, stdout: null })).toBeNull();
  });

  it('is flagged when it complains, though it exits with 0', () => {
    const [gitleaks] = contendersOf('gitleaks', 'history');
    expect(gitleaks?.problems?.(RUN)).toEqual([]);
    expect(gitleaks?.problems?.({ ...RUN, stderrTail: 'ERR unable to read' })).toEqual(['it reports an error']);
  });
});
