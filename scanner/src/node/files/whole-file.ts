/** Files up to here, in bytes, are held and judged as one text. */
export const WHOLE_FILE: number = 2 ** 23;
