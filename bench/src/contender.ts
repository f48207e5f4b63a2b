import type { Command, Run } from './measure/measure.ts';
import type { Target } from './peers/peer.ts';
import type { LocatedPeer } from './peers/locate.ts';

/** What a contender is to the table. */
export type Role = 'ours' | 'peer' | 'yardstick';

/** One row of a table before it was measured. */
export interface Contender {
  /** Unique in one table: `kingfisher`, or `git cat-file`. */
  readonly id: string;
  readonly role: Role;
  readonly version: string | null;
  readonly command: Command;
  readonly expectedExits: readonly number[];
  /** Findings that the output tells of; null where it tells of none. */
  readonly found: (run: Run) => number | null;
  /** What is wrong with a run beyond its exit code, in short sentences. */
  readonly problems?: (run: Run) => string[];
}

/** Peers that scan nothing and only show what reading costs. */
const YARDSTICKS = new Set(['ripgrep', 'git']);

/** All ways in which a peer scans files, or a history. */
export function peerContenders(
  { peer, program, version, rules }: LocatedPeer,
  kind: 'files' | 'history',
  path: string,
): Contender[] {
  const target: Target = { path, rules };
  return (peer[kind]?.(target) ?? []).map((invocation) => ({
    id: invocation.variant === undefined ? peer.id : `${peer.id} ${invocation.variant}`,
    role: YARDSTICKS.has(peer.id) ? 'yardstick' : 'peer',
    version,
    command: {
      program,
      args: invocation.args,
      // git prints gigabytes that no one looks at.
      output: peer.id === 'git' ? 'discard' : 'capture',
      ...(invocation.cwd !== undefined && { cwd: invocation.cwd }),
      ...(invocation.env !== undefined && { env: invocation.env }),
    },
    expectedExits: invocation.expectedExits,
    found: ({ stdout }) => (stdout === null ? null : (invocation.found?.(stdout) ?? null)),
    problems: ({ stderrTail }) => (peer.isSilent === true && stderrTail.trim() !== '' ? ['it reports an error'] : []),
  }));
}
