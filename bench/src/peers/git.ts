import type { Peer } from './peer.ts';

/** What git itself takes to print a history that nobody searches. */
export const git: Peer = {
  id: 'git',
  executable: 'git',
  versionArgs: ['--version'],
  history: ({ path }) => [
    {
      variant: 'cat-file',
      args: ['-C', path, 'cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer'],
      expectedExits: [0],
    },
    // What most scanners read.
    { variant: 'log -p', args: ['-C', path, 'log', '-p', '--all', '-U0'], expectedExits: [0] },
    // What it costs to know which objects are missing.
    {
      variant: 'rev-list',
      args: ['-C', path, 'rev-list', '--all', '--objects', '--missing=print'],
      expectedExits: [0],
    },
  ],
};
