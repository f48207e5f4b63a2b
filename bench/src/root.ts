import { fileURLToPath } from 'node:url';

/** The checkout's path, ending with a separator: two folders above this module, and above its bundle in `dist` too. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));
