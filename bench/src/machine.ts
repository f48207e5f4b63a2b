import { execFile } from 'node:child_process';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { root } from './root.ts';

/** Where and of what a result was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** For example `linux 6.1.0 x64`. */
  readonly system: string;
  readonly node: string;
  /** Of the last minute, when the bench began; anything near the number of cores disturbs the figures. */
  readonly load: number | null;
}

export function describeMachine(): Machine {
  const list = cpus();
  const [load = 0] = loadavg();
  return {
    cpu: list[0]?.model ?? 'unknown',
    cores: list.length,
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    // Windows keeps no such average and says 0.
    load: platform() === 'win32' ? null : load,
  };
}

/** The commit that is measured; null outside a checkout. */
export interface Commit {
  readonly id: string;
  /** Whether tracked files were changed since. */
  readonly dirty: boolean;
}

export async function describeCommit(): Promise<Commit | null> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', root, ...args]);
    return stdout.trim();
  };
  try {
    const id = await git('rev-parse', 'HEAD');
    return { id, dirty: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    // No git, or an unpacked archive.
    return null;
  }
}
