import { elapsed } from '@keyturn/scanner/node';
import { complain } from './terminal.ts';

export type ProgressChoice = 'auto' | 'always' | 'never';

/** What is shorter than this shows no progress, in milliseconds. */
const SHOW_AFTER = 1000;
const BETWEEN = 100;
const BAR_WIDTH = 24;

/** What is known of how far the work is; totals where they are known. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly bytes: number;
  readonly unit: string;
}

/** One line on standard error that is drawn over and over, and wiped when the result comes. */
export class ProgressLine {
  readonly #isShown: boolean;
  readonly #started = elapsed();
  #last = 0;
  #hasLine = false;

  constructor(choice: ProgressChoice) {
    this.#isShown =
      choice === 'always' || (choice === 'auto' && process.stderr.isTTY && process.env['CI'] === undefined);
  }

  readonly update = (progress: Progress): void => {
    const now = elapsed();
    if (!this.#isShown || now - this.#started < SHOW_AFTER || now - this.#last < BETWEEN) return;
    this.#last = now;
    const seconds = (now - this.#started) / 1000;
    const rate = progress.bytes / 1e6 / seconds;
    const counts = `${progress.done} ${progress.unit}, ${(progress.bytes / 1e6).toFixed(0)} MB, ${rate.toFixed(0)} MB/s`;
    if (!process.stderr.isTTY) {
      complain(counts);
      return;
    }
    this.#hasLine = true;
    process.stderr.write(`\r\u001b[2K${bar(progress, seconds)} ${counts}`);
  };

  /** Wipes the line. */
  end(): void {
    if (this.#hasLine) process.stderr.write('\r\u001b[2K');
    this.#hasLine = false;
  }
}

function bar({ done, total }: Progress, seconds: number): string {
  if (total === undefined || total === 0) {
    const at = Math.floor(seconds * 10) % BAR_WIDTH;
    return `[${' '.repeat(at)}=${' '.repeat(BAR_WIDTH - at - 1)}]`;
  }
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const left = share > 0.02 ? ` ${Math.ceil((seconds * (1 - share)) / share)} s left` : '';
  return `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %${left},`;
}
