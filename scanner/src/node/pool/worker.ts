/**
 * A thread that works off the shared queue. Started with `WorkerSettings`, or with null and given them as its first
 * message; ends when all tasks are done.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { CoverageMeter } from '../../coverage.ts';
import { PathFilter } from '../files/path-filter.ts';
import { loadArchives } from '../archive/load.ts';
import { beginArchive, beginTask } from '../files/begin-task.ts';
import type { TaskContext } from '../files/task-context.ts';
import { TaskList } from '../files/task-list.ts';
import { createScanner } from './create-scanner.ts';
import { compileCustomRules } from './custom-rules.ts';
import { useHelpers, spareHelpers } from './helper-threads.ts';
import { SharedQueue } from './shared-queue.ts';
import { toWire } from '../wire-sightings.ts';
import type { WorkerMessage, WorkerSettings } from './wire.ts';

if (parentPort === null) throw new Error('This is a thread: it is started by the pool.');
const port = parentPort;
/** What came while this thread started is already there. */
const given = (workerData ?? receiveMessageOnPort(port)?.message) as WorkerSettings | undefined;
/** Whoever has to wait makes what most scans want. */
const early = given === undefined ? createScanner(null) : undefined;

/** Works until all tasks are done or the scan is stopped. */
async function work(settings: WorkerSettings): Promise<void> {
  const custom = await compileCustomRules(settings.custom);
  const isPlain = settings.fingerprintKey === null && custom === null;
  const queue = new SharedQueue(settings.memory);
  const tasks = new TaskList(queue);
  const meter = new CoverageMeter();
  const send = (message: WorkerMessage): void => port.postMessage(message);
  const context: TaskContext = {
    roots: settings.roots,
    queue,
    tasks,
    scanner: (isPlain ? early : undefined) ?? createScanner(settings.fingerprintKey, custom),
    meter,
    report: (found) => {
      send({ kind: 'found', found: toWire(found.map((one) => one.sighting)), where: found.map((one) => one.where) });
    },
    reportRepository: (root, directory) => {
      // Counted here, so that nobody believes that all is done before the repository is listed.
      queue.begin();
      send({ kind: 'repository', root, directory });
    },
    ignoreRepositories: settings.ignoreRepositories,
    maxFileSize: settings.maxFileSize,
    filter: settings.filter === null ? null : new PathFilter(settings.filter),
    opensArchives: settings.opensArchives,
  };

  if (queue.arrive() === settings.threads) spareHelpers(true);
  while (!queue.isStopped) {
    tasks.share();
    const task = tasks.next();
    if (task === undefined) {
      if (queue.isDone) break;
      queue.sleep();
      continue;
    }
    const run = task.kind === 'archive' ? beginArchive(task, context, await loadArchives()) : beginTask(task, context);
    while (run?.step() === true) {
      if (!queue.isStopped) continue;
      run.stop();
      break;
    }
    queue.finish();
  }
  // The compiled code that a thread leaves behind is for those that begin as usual.
  useHelpers();
  send({ kind: 'done', coverage: meter.result() });
}

// No top-level await: the bundle's threads are CommonJS, which starts sooner.
if (given !== undefined) void work(given);
else port.once('message', (settings: WorkerSettings) => void work(settings));
