/**
 * Milliseconds since the process started. `performance.now()` says the same, and loads a module for it that takes two
 * milliseconds of every start.
 */
export const elapsed = (): number => process.uptime() * 1000;
