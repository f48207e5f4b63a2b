import { compileGlob } from '../../glob.ts';
import type { PathMatcher } from '../../glob.ts';

/** Which files are looked at, as threads tell each other. */
export interface PathFilterSettings {
  /** Patterns; where there is none, everything is included. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** For each root, the way to it from where the patterns are anchored: '' or `sub/folder/`. */
  readonly prefixes: readonly string[];
}

/** Leaves files out by pattern. What the user excluded is no gap. */
export class PathFilter {
  readonly #include: readonly PathMatcher[];
  readonly #exclude: readonly PathMatcher[];
  readonly #prefixes: readonly string[];

  /** @throws RangeError for a pattern that is none */
  constructor({ include, exclude, prefixes }: PathFilterSettings) {
    this.#include = include.map(compileGlob);
    this.#exclude = exclude.map(compileGlob);
    this.#prefixes = prefixes;
  }

  /** @param path relative to the root */
  leavesOut(root: number, path: string): boolean {
    const whole = `${this.#prefixes[root] ?? ''}${path}`;
    if (this.#exclude.some((fits) => fits(whole))) return true;
    return this.#include.length > 0 && !this.#include.some((fits) => fits(whole));
  }
}
