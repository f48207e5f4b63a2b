/**
 * What V8's helper threads do while ours scan. Each thread's functions are optimised one by one as soon as they are warm, which
 * takes a fifth of all processor time of a scan of a third of a second, away from those that scan.
 */

/** What is changed while threads scan, and back: of versions of V8 whose usual values are known, since none says its own. */
interface Flags {
  readonly late: readonly string[];
  readonly usual: readonly string[];
  /** Whether a function is optimised at last, when it has run for long enough; else somebody has to end it. */
  readonly endsItself: boolean;
}

/**
 * By the beginning of V8's version. So late a function is optimised after some ten milliseconds of it, or when somebody says
 * that the work lasts: what takes seconds still gets all of it.
 *
 * What V8 notes of its flags in compiled code is the same again when they are set back, but in Node 24 only for those that are
 * on or off: after any number was set, neither its own compiled code nor ours is taken by threads that start later.
 */
const FLAGS: Readonly<Record<string, Flags>> = {
  // Node 20: bytes of bytecode that a function runs between two looks at whether it is worth optimising.
  '11.3.': { late: ['--interrupt-budget=2000000'], usual: ['--interrupt-budget=67584'], endsItself: true },
  // Node 22: calls.
  '12.4.': {
    late: ['--invocation-count-for-turbofan=30000'],
    usual: ['--invocation-count-for-turbofan=3000'],
    endsItself: true,
  },
  // Node 24: not at all.
  '13.6.': { late: ['--no-opt', '--no-maglev'], usual: ['--opt', '--maglev'], endsItself: false },
};

const flags = Object.entries(FLAGS).find(([version]) => process.versions.v8.startsWith(version))?.[1];

/**
 * Lets functions run longer before they are optimised, in all threads of the process, and each thread go through its young
 * memory alone: what a scan leaves there is little, and who is asked to help has to wait for a core. To be called when all
 * threads are loaded: V8 takes no compiled code while a flag of its is another than when it was made.
 *
 * @param isFollowed whether somebody says when the work lasts (`optimiseWhatLasts`): not every V8 notices
 */
export function spareHelpers(isFollowed: boolean): void {
  if (isFollowed || flags?.endsItself === true) setFlags(flags?.late, '--no-parallel-scavenge');
}

/** The opposite. Does nothing where nothing was changed. */
export function useHelpers(): void {
  setFlags(flags?.usual, '--parallel-scavenge');
}

/** Has functions optimised after all where V8 does not do so by itself. Costs little, and may be said again and again. */
export function optimiseWhatLasts(): void {
  if (flags?.endsItself === false) useHelpers();
}

function setFlags(wanted: readonly string[] | undefined, collecting: string): void {
  if (wanted === undefined) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of wanted) setFlagsFromString(flag);
  setFlagsFromString(collecting);
}
