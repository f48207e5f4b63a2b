/**
 * How much room V8 gives to young objects. It doubles that room each time that enough of them live on, up to 16 MiB twice over, and
 * waits until it is full before it lets go of anything, buffers outside of it included. What audits many repositories, each of which
 * leaves a little behind, would end with all of that room and gain nothing by it (docs/audit.md, figures).
 */

/** For this process and all of its threads, from now on: it keeps the room that it has. Called before what is to be loaded. */
export function keepYoungObjectsFew(): void {
  // Loaded here and not above: every command's start would pay for it.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  // From the command line V8 takes nothing below 2; later it does.
  setFlagsFromString('--semi-space-growth-factor=1');
}
