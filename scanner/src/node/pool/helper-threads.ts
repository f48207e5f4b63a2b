/**
 * What V8's helper threads do while ours scan. Each thread's functions are optimised one by one as soon as they are warm, which
 * takes a fifth of all processor time of a scan of a third of a second, away from those that scan.
 */

/** What is changed while threads scan, and back: of versions of V8 whose usual values are known, since none says its own. */
interface Flags {
  readonly late: string;
  readonly usual: string;
}

/**
 * By the beginning of V8's version. So late a function is optimised after some ten milliseconds of it: what lasts for seconds
 * still gets all of it. Node 24 is not among them: it would gain as much, but what its V8 notes of its flags in compiled code
 * is another for good once any was set, and neither its own compiled code nor ours is taken any more by threads that start later.
 */
const FLAGS: Readonly<Record<string, Flags>> = {
  // Node 20: bytes of bytecode that a function runs between two looks at whether it is worth optimising.
  '11.3.': { late: '--interrupt-budget=2000000', usual: '--interrupt-budget=67584' },
  // Node 22: calls.
  '12.4.': { late: '--invocation-count-for-turbofan=30000', usual: '--invocation-count-for-turbofan=3000' },
};

/**
 * Lets functions run longer before they are optimised, in all threads of the process, and each thread go through its young
 * memory alone: what a scan leaves there is little, and who is asked to help has to wait for a core. To be called when all
 * threads are loaded: V8 takes no compiled code while a flag of its is another than when it was made.
 */
export function spareHelpers(): void {
  setFlags('late', '--no-parallel-scavenge');
}

/** The opposite. Does nothing where nothing was changed. */
export function useHelpers(): void {
  setFlags('usual', '--parallel-scavenge');
}

function setFlags(when: keyof Flags, collecting: string): void {
  const known = Object.entries(FLAGS).find(([version]) => process.versions.v8.startsWith(version));
  if (known === undefined) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(known[1][when]);
  setFlagsFromString(collecting);
}
