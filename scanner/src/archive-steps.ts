/** What opening an archive adds to a key's encoding: `zip:path/inside`, `tar:path/inside`, or what it was compressed with. */
const STEP = /^(?:zip|tar):|^(?:gzip|bzip2|xz|zstd)$/;

/** Whether a key's place is inside an archive. @param encoding outermost first */
export function isInArchive(encoding: readonly string[]): boolean {
  return STEP.test(encoding[0] ?? '');
}

/** The paths inside archives, outermost first; of what was only compressed there is none. */
export function pathsInside(encoding: readonly string[]): string[] {
  return encoding.filter((step) => /^(?:zip|tar):/.test(step)).map((step) => step.slice('zip:'.length));
}
