/**
 * Runs git on a repository that may be hostile: nothing its configuration names is started, nothing is fetched, nothing is
 * written, and no replacement, graft or cached graph hides an object. The user's own configuration stays, because
 * `safe.directory` and `core.excludesFile` are theirs to set.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { KeyturnError } from '../../errors.ts';

/** Every key that can start a program, fetch, or show a doctored history, by what overrides it. */
const OVERRIDES: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.sshCommand=false',
  'core.gitProxy=false',
  'core.askPass=false',
  'core.editor=false',
  'sequence.editor=false',
  'core.pager=cat',
  'core.alternateRefsCommand=:',
  'credential.helper=',
  'diff.external=',
  'log.showSignature=false',
  'gpg.program=false',
  'gpg.x509.program=false',
  'gpg.ssh.program=false',
  'gpg.ssh.defaultKeyCommand=',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.commitGraph=false',
  'core.multiPackIndex=false',
  'core.untrackedCache=false',
  'submodule.recurse=false',
  // No program, but a device or a pipe would be read for ever.
  'core.attributesFile=/dev/null',
  'mailmap.file=/dev/null',
];

/** What ties git to another repository than the one at the path that was asked for. */
const FOREIGN_VARIABLES: readonly string[] = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_EXTERNAL_DIFF',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_ASKPASS',
  'GIT_PROXY_COMMAND',
  'GIT_PAGER',
  'GIT_EDITOR',
];

/** Where git keeps pushed objects until a hook has let them in, and the repository's own beside them. */
const QUARANTINE_VARIABLES = new Set(['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES']);

const STDERR_KEPT = 4096;

export interface GitOptions {
  /** The directory that git runs in. */
  readonly cwd: string;
  /** What git reads from standard input. */
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Variables of git's own for this run. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer; 0 alone by default. */
  readonly accept?: readonly number[];
}

/** A git that runs. */
export interface GitProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles when git has ended: rejects with a `KeyturnError` where it failed. */
  readonly done: Promise<number>;
}

/** The environment that git gets: the user's, without what would lead it elsewhere or change its answers. */
function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // In a pre-receive hook git names the place of what was pushed: those objects belong to the repository at hand.
  const isQuarantined = env['GIT_QUARANTINE_PATH'] !== undefined;
  for (const name of FOREIGN_VARIABLES) if (!isQuarantined || !QUARANTINE_VARIABLES.has(name)) delete env[name];
  return {
    ...env,
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_FLUSH: '0',
  };
}

/** Starts git; its standard input is open. What it prints on standard output is the caller's to read. */
export function startGit(args: readonly string[], options: GitOptions): GitProcess {
  // Loaded here and not above: a scan outside a repository needs no git.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('git', ['--no-pager', ...OVERRIDES.flatMap((override) => ['-c', override]), ...args], {
    cwd: options.cwd,
    env: { ...environment(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(options.signal !== undefined && { signal: options.signal }),
  });
  let complaint = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (complaint.length < STDERR_KEPT) complaint += text.slice(0, STDERR_KEPT - complaint.length);
  });
  // A git that ends before it has read all of its input has said why by its exit code.
  child.stdin.on('error', () => undefined);
  const done = new Promise<number>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(options.signal?.aborted === true ? abortReason(options.signal) : startFailure(error, options.cwd));
    });
    child.on('close', (code, signal) => {
      if (options.signal?.aborted === true) reject(abortReason(options.signal));
      else if (code !== null && (options.accept ?? [0]).includes(code)) resolve(code);
      else reject(failure(args, options.cwd, complaint, code, signal));
    });
  });
  // Whoever reads the output first learns of the failure by awaiting `done`; it must not end the process before that.
  done.catch(() => undefined);
  return { child, done };
}

/**
 * Runs git and returns what it prints.
 *
 * @throws KeyturnError `source`, with a sentence that says what to do, where git is missing, refuses or fails
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { child, done } = startGit(args, options);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(options.input);
  await done;
  return Buffer.concat(chunks);
}

/**
 * Runs git and yields what it prints as it comes.
 *
 * @throws KeyturnError as `runGit`, after the last chunk
 */
export async function* streamGit(
  args: readonly string[],
  options: GitOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { child, done } = startGit(args, options);
  child.stdin.end(options.input);
  let isComplete = false;
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    isComplete = true;
  } catch (error) {
    // The stream of a child that could not be started, or was interrupted, breaks; `done` says why.
    await done;
    throw error;
  } finally {
    if (!isComplete) child.kill();
  }
  await done;
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Interrupted.', 'AbortError');
}

function startFailure(error: NodeJS.ErrnoException, cwd: string): KeyturnError {
  if (error.code === 'ENOENT') {
    // Node says ENOENT for a missing directory as well: git itself cannot be told from it by the code alone.
    return new KeyturnError(
      'source',
      `git could not be started in ${cwd}. Install git, put it on the PATH, and see that the path is a directory.`,
      { cause: error },
    );
  }
  return new KeyturnError('source', `git could not be started in ${cwd} (${error.code ?? error.message}).`, {
    cause: error,
  });
}

function failure(
  args: readonly string[],
  cwd: string,
  complaint: string,
  code: number | null,
  signal: string | null,
): KeyturnError {
  if (/dubious ownership|unsafe repository/.test(complaint)) {
    return new KeyturnError(
      'source',
      `git refuses the repository at ${cwd} because somebody else owns it. If you trust it, allow it for yourself: git config --global --add safe.directory '${cwd}'`,
    );
  }
  if (/not a git repository|not a gitdir|invalid gitfile format/i.test(complaint)) {
    return new KeyturnError('source', `There is no git repository at ${cwd}. Name one, or scan the files without git.`);
  }
  if (/safe\.bareRepository/i.test(complaint)) {
    return new KeyturnError(
      'source',
      `Your git configuration (safe.bareRepository) forbids the bare repository at ${cwd}.`,
    );
  }
  const last =
    complaint
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^fatal: /, '') ?? '';
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with ${code}`;
  return new KeyturnError(
    'source',
    `git ${args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? ''} ${how} in ${cwd}${last === '' ? '' : `: ${last}`}.`,
  );
}
