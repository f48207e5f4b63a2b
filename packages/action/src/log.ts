/**
 * The one door to the workflow's log. The runner takes commands out of it: `::` at a line's beginning, `##[` anywhere.
 * Nothing that comes from a tree, a branch or a message may be one. https://github.com/actions/toolkit/blob/main/docs/commands.md
 */
import { printable } from '@keyturn/scanner';

export type Level = 'error' | 'warning' | 'notice';

export interface AnnotationPlace {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly col?: number;
  readonly endColumn?: number;
}

/** GitHub keeps so many annotations of each level from a step; what comes later is dropped silently. */
export const ANNOTATIONS_PER_STEP = 10;

export class Log {
  readonly #write: (text: string) => void;
  readonly #used: Record<Level, number> = { error: 0, warning: 0, notice: 0 };

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** A line that is text and nothing else. */
  line(text: string): void {
    this.#write(`${plain(text)}\n`);
  }

  /** An annotation; a plain line once the step has had all that GitHub keeps. */
  annotate(level: Level, title: string, message: string, place: AnnotationPlace | null = null): void {
    if (this.#used[level] >= ANNOTATIONS_PER_STEP) {
      const where = place === null ? '' : `${place.file}:${place.line}: `;
      this.line(`${level}: ${where}${message}`);
      return;
    }
    this.#used[level]++;
    const properties = Object.entries({ title, ...place })
      .map(([name, value]) => `${name}=${escape(String(value), true)}`)
      .join(',');
    this.#write(`::${level} ${properties}::${escape(message, false)}\n`);
  }

  /** Folded in the log. */
  group(title: string, lines: readonly string[]): void {
    this.#write(`::group::${escape(title, false)}\n`);
    for (const line of lines) this.line(line);
    this.#write('::endgroup::\n');
  }
}

const WORD_JOINER = '\u2060';

function plain(text: string): string {
  return withoutOldCommands(text).replace(/^(?=\s*::)/, WORD_JOINER);
}

function withoutOldCommands(text: string): string {
  return printable(text).replaceAll('##[', `#${WORD_JOINER}#[`);
}

/** As the runner's own toolkit does it. */
function escape(text: string, isProperty: boolean): string {
  const safe = withoutOldCommands(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return isProperty ? safe.replaceAll(':', '%3A').replaceAll(',', '%2C') : safe;
}
