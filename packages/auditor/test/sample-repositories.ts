/** Repositories on this machine whose commits have the dates that a test gives them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Keys that are the same in every run, drawn and not written down. */
export function keyMaker(seed: number): (provider: 'klipy' | 'clarky') => string {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  const tail = (length: number): string =>
    Array.from({ length }, () => CHARACTERS[Math.floor(draw() * CHARACTERS.length)]).join('');
  return (provider) =>
    provider === 'klipy' ? ['klipy', 'api', tail(32)].join('_') : ['ck', 'live', tail(30)].join('_');
}

export class SampleRepository {
  readonly path: string;

  constructor(path: string, { isBare = false } = {}) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    this.git(['init', '--quiet', '--initial-branch=main', ...(isBare ? ['--bare'] : []), '.'], '2026-01-01');
  }

  git(args: readonly string[], day: string): string {
    const date = `${day}T09:00:00Z`;
    return execFileSync('git', args, {
      cwd: this.path,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ann Author',
        GIT_AUTHOR_EMAIL: 'ann@example.com',
        GIT_COMMITTER_NAME: 'Ann Author',
        GIT_COMMITTER_EMAIL: 'ann@example.com',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
  }

  /** @param files by path; null takes one away */
  commit(day: string, files: Readonly<Record<string, string | null>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.path, path);
      if (text === null) {
        rmSync(file);
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.git(['add', '--all'], day);
    this.git(['commit', '--quiet', '--message', `changes of ${day}`], day);
  }
}
