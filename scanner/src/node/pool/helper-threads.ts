/**
 * What V8's helper threads do while ours scan. In Node 20 each thread's functions are optimised one by one as soon as they are
 * warm, which takes a fifth of all processor time of a scan of a third of a second, away from those that scan. Later versions
 * have a cheaper tier in between, and nothing to gain.
 */

/** Of Node 20, whose usual budget is known; no version says its own. */
const VERSION = '11.3.';
/** In bytes of bytecode that a function runs between two looks at whether it is worth optimising. */
const USUAL = 67_584;
/** About ten milliseconds of one function: what lasts for seconds still gets all of it. */
const LATE = 2_000_000;

/**
 * Lets functions run longer before they are optimised, in all threads of the process, and each thread go through its young
 * memory alone: what a scan leaves there is little, and who is asked to help has to wait for a core. To be called when all
 * threads are loaded: V8 takes no compiled code while a flag of its is another than when it was made.
 */
export function spareHelpers(): void {
  setFlags(`--interrupt-budget=${LATE}`, '--no-parallel-scavenge');
}

/** The opposite. Does nothing where nothing was changed. */
export function useHelpers(): void {
  setFlags(`--interrupt-budget=${USUAL}`, '--parallel-scavenge');
}

function setFlags(...flags: readonly string[]): void {
  if (!process.versions.v8.startsWith(VERSION)) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
}
