/**
 * Characters that JSON leaves bare and a terminal, a log or a reader may take for more than text: C1 controls, direction
 * marks, invisible characters, line separators.
 */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Nearly all text, which so many classes need not be asked of. */
const PLAIN = /^[\x20-\x7e…’]*$/;

/** JSON that is the same value to every reader and mere text to every terminal. */
export function stringify(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  if (PLAIN.test(text)) return text;
  return text.replaceAll(UNSAFE, (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
