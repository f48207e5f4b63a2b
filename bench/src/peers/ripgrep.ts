import { LITERALS } from '../anchors.ts';
import type { Peer } from './peer.ts';

/**
 * The yardstick: reading every file and looking for the literals alone, case as it stands. We look for one of them in any
 * case, for boundaries, shapes and context; ripgrep has the easier job.
 */
export const ripgrep: Peer = {
  id: 'ripgrep',
  executable: 'rg',
  versionArgs: ['--version'],
  files: ({ path }) => [
    {
      args: ['-uuu', '-a', '-c', '-F', ...LITERALS.flatMap((literal) => ['-e', literal]), path],
      // 1: no line matched. 2 is an error.
      expectedExits: [0, 1],
    },
  ],
};
