const { fileURLToPath } = process.getBuiltinModule('node:url');

/** The checkout's path, ending with a separator. */
export const root = fileURLToPath(new URL('../', import.meta.url));
