/**
 * Threads that are started before it is certain that they are needed, while the rest of the program still loads: a thread
 * takes as long to start as thousands of files take to read. They do nothing until they are given their settings, and they
 * keep no process alive.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { elapsed } from '../elapsed.ts';

/** So many entries below a folder, and more than one thread pays. */
const WORTH_A_THREAD = 400;
/** Folders that tell what others may be like. */
const FEWEST_READ = 6;
/** How long it may take to find out, in milliseconds. */
const LOOK_FOR = 3;
/** What the threads of a history work on stands in shared memory: room for objects that live on would only be left unused. */
const YOUNG_MB = 4;

/** Scan files, or walk packs. */
export type ThreadKind = 'files' | 'packs';

const waiting: Record<ThreadKind, Worker[]> = { files: [], packs: [] };
/** In a bundle, beside it; else where they are built. */
const FILES: Readonly<Record<ThreadKind, readonly string[]>> = {
  files: ['./worker.cjs', './worker.mjs', './worker.js'],
  packs: ['./git-worker.cjs', './git-worker.mjs', '../git/pack/worker.js'],
};

/** Where the worker's file lies: beside the bundle, or in its own build. Sources alone cannot be started. */
export function workerFile(kind: ThreadKind): URL | undefined {
  return FILES[kind]
    .map((name) => new URL(name, import.meta.url))
    .find((url) => url.protocol !== 'file:' || existsSync(fileURLToPath(url)));
}

/**
 * A thread for work to be done: one that was started ahead, if there is one.
 *
 * @param settings what it begins with; null: it is told later
 */
export function workerFor(kind: ThreadKind, file: URL, settings: unknown): Worker {
  const ahead = takePrestarted(kind);
  if (settings !== null) ahead?.postMessage(settings);
  const worker = ahead ?? startWorker(kind, file, settings);
  // Warnings, and nothing that belongs to a result. Not before it is at work: to listen keeps the process alive.
  worker.stderr.on('data', (text: Buffer) => process.stderr.write(text));
  return worker;
}

function startWorker(kind: ThreadKind, file: URL, workerData: unknown): Worker {
  // Loaded here and not above: most starts need no thread.
  const threads = process.getBuiltinModule('node:worker_threads');
  const resourceLimits = kind === 'packs' ? { maxYoungGenerationSizeMb: YOUNG_MB } : {};
  // By default Node joins the thread's output to ours before it starts it, which takes longer than to pass on what there is.
  return new threads.Worker(file, { workerData, resourceLimits, stdin: false, stdout: true, stderr: true });
}

/** Starts threads ahead if the folders hold enough to be worth it. */
export function prestartWorkers(count: number, folders: readonly string[]): void {
  if (count >= 1 && holdMuch(folders)) prestart('files', count);
}

/** Starts the threads that walk packs ahead. */
export function prestartPackWorkers(count: number): void {
  prestart('packs', count);
}

function prestart(kind: ThreadKind, count: number): void {
  const file = workerFile(kind);
  if (file === undefined) return;
  for (let i = 0; i < count; i++) {
    const worker = startWorker(kind, file, null);
    // A failure is told to whoever takes the thread; until then nobody misses it.
    worker.on('error', () => waiting[kind].splice(waiting[kind].indexOf(worker) >>> 0, 1));
    worker.unref();
    waiting[kind].push(worker);
  }
}

/** A thread that was started ahead; it wants its settings as its first message. */
function takePrestarted(kind: ThreadKind): Worker | undefined {
  const worker = waiting[kind].shift();
  if (worker === undefined) return undefined;
  worker.removeAllListeners('error');
  worker.ref();
  return worker;
}

/** Whether folders hold much, as far as a short look tells: the folders that it does not come to are taken to be like the others. */
function holdMuch(folders: readonly string[]): boolean {
  const until = elapsed() + LOOK_FOR;
  const left = [...folders];
  let entries = 0;
  let below = 0;
  let read = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    let own = 0;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        own++;
        if (entry.isDirectory() && entry.name !== '.git') left.push(`${folder}/${entry.name}`);
      }
    } catch {
      // Not a folder, or none to be read: the scan itself says so.
    }
    entries += own;
    // What was named may be like nothing below it.
    if (!folders.includes(folder)) {
      read++;
      below += own;
    }
    const likely = read < FEWEST_READ ? 0 : (left.length * below) / read;
    if (entries + likely > WORTH_A_THREAD) return true;
    if (elapsed() > until) return left.length > 0;
  }
  return false;
}
