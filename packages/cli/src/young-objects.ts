/**
 * How much room V8 gives to young objects. It doubles that room each time that enough of them live on, up to 16 MiB twice over, and
 * waits until it is full before it lets go of anything, buffers outside of it included. What audits many repositories, each of which
 * leaves a little behind, would end with all of that room and gain nothing by it (docs/audit.md, figures).
 */

/** Of so many keys a report is made sooner, by a tenth of its time, where V8 may give them room. */
const MANY_KEYS = 20_000;

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
