/**
 * How much memory what looks at many repositories keeps, each of which leaves a little behind (docs/audit.md, figures). V8 waits until
 * its room is full before it lets go of anything, buffers and memories outside of it included. It doubles the room for young objects
 * each time that enough of them live on, up to 16 MiB twice over, and takes up to hundreds of megabytes for old ones.
 */

/** Of so many keys a report is made sooner, by a tenth of its time, where V8 may give them room. */
const MANY_KEYS = 20_000;

/** What may be left behind before it is let go of: bytes of the process's memory. */
const MOST_LEFT = 4 * 2 ** 20;

/** For this process and all of its threads, from now on: it keeps the room that it has. Called before what is to be loaded. */
export function keepYoungObjectsFew(): void {
  growBy(1);
}

/** Makes what holds all keys of a report, with room for them where they are many. */
export async function withRoomFor<T>(keys: number, make: () => Promise<T>): Promise<T> {
  if (keys < MANY_KEYS) return make();
  growBy(2);
  try {
    return await make();
  } finally {
    growBy(1);
  }
}

function growBy(factor: number): void {
  // Loaded here and not above: every command's start would pay for it.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  // From the command line V8 takes nothing below 2; later it does.
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

/** Returns what lets go of all that repositories left behind, once it is much; called between two of them. */
export function lettingGo(): () => void {
  let least = Infinity;
  let collect: (() => void) | undefined;
  return () => {
    const resident = process.memoryUsage.rss();
    least = Math.min(least, resident);
    if (resident - least < MOST_LEFT) return;
    collect ??= collector();
    collect();
    least = process.memoryUsage.rss();
  };
}

/** V8's own, which Node shows to nobody who has not asked for it when it began. */
function collector(): () => void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  return process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
}
