import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PEERS } from './registry.ts';
import type { Peer } from './peer.ts';

/** A peer that is on this machine, with its rules written. */
export interface LocatedPeer {
  readonly peer: Peer;
  readonly program: string;
  /** As it tells it; null where it tells none. */
  readonly version: string | null;
  /** The folder of its rules. */
  readonly rules: string;
}

/**
 * The peers that are found in the folders of `BENCH_PEERS`, then on the PATH; ripgrep also among our own dependencies.
 * @param rules an existing folder; each peer gets one below it
 * @param select whether a peer is wanted at all
 */
export async function locatePeers(
  rules: string,
  select: (peer: Peer) => boolean,
): Promise<{ found: LocatedPeer[]; missing: string[] }> {
  const found: LocatedPeer[] = [];
  const missing: string[] = [];
  for (const peer of PEERS.filter(select)) {
    const program = findProgram(peer.executable) ?? (peer.executable === 'rg' ? await bundledRipgrep() : null);
    if (program === null) {
      missing.push(peer.id);
      continue;
    }
    const folder = join(rules, peer.id);
    mkdirSync(folder, { recursive: true });
    await peer.prepare?.(folder, program);
    found.push({ peer, program, version: await readVersion(program, peer.versionArgs), rules: folder });
  }
  return { found, missing };
}

/** A program's path, or null. */
function findProgram(name: string): string | null {
  const { BENCH_PEERS: own = '', PATH: path = '', INIT_CWD: start = process.cwd() } = process.env;
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = [own, path].flatMap((list) => list.split(delimiter)).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(start, folder, file)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function bundledRipgrep(): Promise<string | null> {
  try {
    const { rgPath } = await import('@vscode/ripgrep');
    return isExecutable(rgPath) ? rgPath : null;
  } catch {
    // No binary for this platform was installed.
    return null;
  }
}

/** The first thing that looks like a version in what the program prints about itself. */
async function readVersion(program: string, args: readonly string[]): Promise<string | null> {
  const output = await promisify(execFile)(program, args, { timeout: 30_000 }).then(
    ({ stdout, stderr }) => `${stdout}\n${stderr}`,
    () => '',
  );
  return /\d+\.\d+(?:\.\d+)?[\w.-]*/.exec(output)?.[0] ?? null;
}
