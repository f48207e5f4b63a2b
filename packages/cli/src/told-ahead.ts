/** Findings told ahead, and to nobody: what it takes is loaded and has run once by the time the result wants it. */
import type { FileScanOptions } from '@keyturn/scanner/node';

/** V8 compiles an expression when it first runs, and to machine code when it runs again. */
const TIMES = 2;

type OnFound = NonNullable<FileScanOptions['onFound']>;

/**
 * While several threads search, this one can spare the time. At the end they would all have waited until it has loaded its
 * judge and compiled the judge's expressions.
 */
export class ToldAhead {
  readonly #tell: (...found: Parameters<OnFound>) => Promise<void>;
  #times = 0;
  #isOver = false;

  /** @param tell tells findings to nobody; that it fails is not told either, since it will fail again */
  constructor(tell: (...found: Parameters<OnFound>) => Promise<void>) {
    this.#tell = tell;
  }

  readonly found: OnFound = (found, roots) => {
    if (this.#times++ >= TIMES) return;
    // A small scan is over before its turn comes, and spares itself the trouble.
    setImmediate(() => {
      if (!this.#isOver) this.#tell(found, roots).catch(() => undefined);
    });
  };

  /** The scan is over. */
  end(): void {
    this.#isOver = true;
  }
}
