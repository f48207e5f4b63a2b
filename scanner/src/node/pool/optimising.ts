/**
 * When V8 optimises while threads scan. In Node 20 each thread's functions are optimised one by one as soon as they are warm,
 * on helper threads that take a fifth of all processor time of a scan of a third of a second, away from those that scan.
 * Later versions have a cheaper tier in between, and nothing to gain.
 */

/** Of Node 20, whose usual budget is known; no version says its own. */
const VERSION = '11.3.';
/** In bytes of bytecode that a function runs between two looks at whether it is worth optimising. */
const USUAL = 67_584;
/** About ten milliseconds of one function: what lasts for seconds still gets all of it. */
const LATE = 2_000_000;

/**
 * Lets functions run longer before they are optimised, in all threads of the process. To be called when all of them are
 * loaded: V8 takes no compiled code while a flag of its is another than when it was made.
 */
export function optimiseLate(): void {
  setBudget(LATE);
}

/** The opposite. Does nothing where nothing was changed. */
export function optimiseAsUsual(): void {
  setBudget(USUAL);
}

function setBudget(bytes: number): void {
  if (!process.versions.v8.startsWith(VERSION)) return;
  process.getBuiltinModule('node:v8').setFlagsFromString(`--interrupt-budget=${bytes}`);
}
