import type { LocatedSighting } from '../../collect.ts';
import type { CoverageMeter } from '../../coverage.ts';
import type { Scanner } from '../../scan.ts';
import type { SharedQueue } from '../pool/shared-queue.ts';
import type { PathFilter } from './path-filter.ts';
import type { TaskList } from './task-list.ts';

/** What a thread needs to work off tasks, and where it puts what it finds. */
export interface TaskContext {
  readonly roots: readonly string[];
  readonly queue: SharedQueue;
  readonly tasks: TaskList;
  readonly scanner: Scanner;
  readonly meter: CoverageMeter;
  readonly report: (found: LocatedSighting[]) => void;
  /** A directory that is a repository of its own: git says what belongs to it. */
  readonly reportRepository: (root: number, directory: string) => void;
  /** Whether repositories inside a walked tree are walked like the rest. */
  readonly ignoreRepositories: boolean;
  /** In bytes, or null. */
  readonly maxFileSize: number | null;
  /** Null: all files. */
  readonly filter: PathFilter | null;
  /** Whether archives are opened. */
  readonly opensArchives: boolean;
}
