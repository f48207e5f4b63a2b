import { expect } from 'vitest';

/** For a text within an object that is compared. */
export function containing(text: string): unknown {
  return expect.stringContaining(text);
}
