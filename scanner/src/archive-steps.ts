/** What opening an archive adds to a key's encoding: `zip:path/inside`, `tar:path/inside`, or what it was compressed with. */
const STEP = /^(?:zip|tar):|^(?:gzip|bzip2|xz|zstd)$/;

/** Whether a key's place is inside an archive. @param encoding outermost first */
export function isInArchive(encoding: readonly string[]): boolean {
  return STEP.test(encoding[0] ?? '');
}

/** The path inside the innermost archive that has paths; undefined where there is none. */
export function innermostPath(encoding: readonly string[]): string | undefined {
  return encoding.findLast((step) => /^(?:zip|tar):/.test(step))?.slice('zip:'.length);
}
