/** Runs the built executable as a user does. */
import { spawn, spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const executable: string = fileURLToPath(new URL('../../packages/cli/dist/keyturn.cjs', import.meta.url));

if (!existsSync(executable)) throw new Error('The executable is not built: npm run build, or npm test, which does it.');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

/** The environment of a user who has configured nothing. */
export const plainEnvironment = (env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...env,
});

export function keyturn(args: readonly string[], options: RunOptions = {}): Outcome {
  const { env, ...rest } = options;
  const result: SpawnSyncReturns<string> = spawnSync(process.execPath, [executable, ...args], {
    ...rest,
    env: plainEnvironment(env),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Starts it and leaves it running. */
export const startKeyturn = (args: readonly string[], options: RunOptions = {}): ReturnType<typeof spawn> =>
  spawn(process.execPath, [executable, ...args], {
    cwd: options.cwd,
    env: plainEnvironment(options.env),
    stdio: 'pipe',
  });
