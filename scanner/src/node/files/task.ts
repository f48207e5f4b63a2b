/** A piece of work that any thread can take: a directory to walk, files of one to scan, or an archive to open. */
export type Task =
  | {
      readonly kind: 'walk';
      readonly root: number;
      /** Relative to the root; '' for the root itself. */
      readonly directory: string;
      /** Walk it even if it is a repository: there is no git to ask, or nobody wants to. */
      readonly evenRepository?: boolean;
    }
  | {
      readonly kind: 'files';
      readonly root: number;
      /** Relative to the root; '' for the root itself. */
      readonly directory: string;
      readonly names: readonly string[];
      /** Whether a file that is not there is no gap: git tracks it, and it was deleted from the work tree. */
      readonly mayBeMissing: boolean;
      /** Names hold one character for each byte. */
      readonly isLatin1: boolean;
    }
  | {
      readonly kind: 'archive';
      readonly root: number;
      /** Relative to the root. */
      readonly path: string;
      /** The path holds one character for each byte. */
      readonly isLatin1: boolean;
    };

export type FilesTask = Extract<Task, { kind: 'files' }>;
export type ArchiveTask = Extract<Task, { kind: 'archive' }>;

const SEPARATOR = '\0';

/** A task as text, for the queue that threads share. No path holds a NUL. */
export function encodeTask(task: Task): string {
  if (task.kind === 'walk') {
    return [task.evenRepository === true ? 'we' : 'w', task.root, task.directory].join(SEPARATOR);
  }
  if (task.kind === 'archive') return [task.isLatin1 ? 'al' : 'a', task.root, task.path].join(SEPARATOR);
  const flags = `f${task.mayBeMissing ? 'm' : ''}${task.isLatin1 ? 'l' : ''}`;
  return [flags, task.root, task.directory, ...task.names].join(SEPARATOR);
}

export function decodeTask(text: string): Task {
  const [flags = '', root, directory = '', ...names] = text.split(SEPARATOR);
  if (flags.startsWith('w')) return { kind: 'walk', root: Number(root), directory, evenRepository: flags === 'we' };
  if (flags.startsWith('a')) return { kind: 'archive', root: Number(root), path: directory, isLatin1: flags === 'al' };
  return {
    kind: 'files',
    root: Number(root),
    directory,
    names,
    mayBeMissing: flags.includes('m'),
    isLatin1: flags.includes('l'),
  };
}

/** Files that one task takes along: small enough to share a large directory out, large enough to be worth the queue. */
export const FILES_OF_A_TASK: number = 128;

/** A name in a directory, relative to the root; '' is the root itself. */
export const joinPath = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

/** The bytes of a path whose last name is known by its bytes only, each of them a character. */
export const joinBytes = (directory: string, latin1: string): Buffer =>
  Buffer.concat([Buffer.from(joinPath(directory, '')), Buffer.from(latin1, 'latin1')]);
