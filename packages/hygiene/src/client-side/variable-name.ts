/** `NAME=`, `"name":`, `const name: string =`, `NAME => `, `ARG NAME=`, `<string name="name">`: the last before the key. */
const ASSIGNED =
  /(?:^|[^\w$])["'`]?([A-Za-z_$][\w$]{0,127})["'`]?\]?\s{0,8}(?::\s{0,8}(?:string|String|str)\s{0,8})?(?:=>|[:?]?=|:|,)\s{0,8}["'`]?[^=\s]{0,40}$/;

const TAIL = 400;

/**
 * The variable or setting that gets the key.
 *
 * @param before the key's line up to the key; what stands after the key does no harm as long as it assigns nothing
 */
export function variableName(before: string): string | null {
  return ASSIGNED.exec(before.slice(-TAIL))?.[1] ?? null;
}
