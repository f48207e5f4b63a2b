/**
 * A last-in, first-out queue of texts in shared memory, with the number of tasks that are not done yet: all threads put in
 * what they find and take what is next, without a message. Directories come out deepest first, so it stays small.
 */
const LOCK = 0;
const TOP = 1;
const OUTSTANDING = 2;
const WAITING = 3;
const FILES = 4;
const KIB = 5;
const STOPPED = 6;
const ARRIVED = 7;
const HEADER_BYTES = 64;
const CAPACITY_UNITS = 2 ** 20;
const LENGTH_UNITS = 2;
/** How long a thread without work sleeps before it looks again, in milliseconds; a push wakes it at once. */
const NAP = 50;

export class SharedQueue {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #units: Uint16Array;
  readonly #bytes: Buffer;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES + CAPACITY_UNITS * 2)) {
    this.memory = memory;
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / 4);
    this.#units = new Uint16Array(memory, HEADER_BYTES);
    this.#bytes = Buffer.from(memory, HEADER_BYTES);
  }

  /** Adds a task. @returns false where the queue is full: the caller keeps the task for itself */
  push(text: string): boolean {
    const header = this.#header;
    this.#lock();
    let top = header[TOP] ?? 0;
    const fits = top + text.length + LENGTH_UNITS <= CAPACITY_UNITS;
    if (fits) {
      this.#bytes.write(text, top * 2, 'utf16le');
      top += text.length;
      this.#units[top] = text.length & 0xffff;
      this.#units[top + 1] = text.length >>> 16;
      header[TOP] = top + LENGTH_UNITS;
    }
    this.#unlock();
    if (fits && Atomics.load(header, WAITING) > 0) Atomics.notify(header, TOP, 1);
    return fits;
  }

  /** Takes the task that was added last, if there is one. */
  pop(): string | undefined {
    const header = this.#header;
    this.#lock();
    const top = header[TOP] ?? 0;
    let text: string | undefined;
    if (top > 0) {
      const length = (this.#units[top - LENGTH_UNITS] ?? 0) + (this.#units[top - 1] ?? 0) * 2 ** 16;
      const from = top - LENGTH_UNITS - length;
      text = this.#bytes.toString('utf16le', from * 2, (from + length) * 2);
      header[TOP] = from;
    }
    this.#unlock();
    return text;
  }

  /** Whether nothing is queued: who has several tasks of its own shares some. */
  get isEmpty(): boolean {
    return Atomics.load(this.#header, TOP) === 0;
  }

  /** Whether nothing is queued and a thread waits for work. */
  get isWanted(): boolean {
    return Atomics.load(this.#header, WAITING) > 0 && this.isEmpty;
  }

  /** Says that this thread has all that it needs. @returns how many have said so */
  arrive(): number {
    return Atomics.add(this.#header, ARRIVED, 1) + 1;
  }

  /** Says that this thread waits for work, or does no longer, where it has other duties meanwhile. */
  wait(isWaiting: boolean): void {
    Atomics.add(this.#header, WAITING, isWaiting ? 1 : -1);
  }

  /** Counts tasks that somebody holds or has queued. */
  begin(count = 1): void {
    Atomics.add(this.#header, OUTSTANDING, count);
  }

  /** One task is done; with the last one, everybody who waits is woken. */
  finish(): void {
    if (Atomics.sub(this.#header, OUTSTANDING, 1) === 1) Atomics.notify(this.#header, TOP);
  }

  get isDone(): boolean {
    return Atomics.load(this.#header, OUTSTANDING) === 0;
  }

  /** Waits until there may be work again. Blocks the thread: for workers. */
  sleep(): void {
    Atomics.add(this.#header, WAITING, 1);
    if (!this.isDone && Atomics.load(this.#header, TOP) === 0) Atomics.wait(this.#header, TOP, 0, NAP);
    Atomics.sub(this.#header, WAITING, 1);
  }

  /** Asks all threads to stop at the next file. */
  stop(): void {
    Atomics.store(this.#header, STOPPED, 1);
    Atomics.notify(this.#header, TOP);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#header, STOPPED) === 1;
  }

  /** Progress, for whoever shows it. */
  count(files: number, bytes: number): void {
    Atomics.add(this.#header, FILES, files);
    Atomics.add(this.#header, KIB, bytes >>> 10);
  }

  get progress(): { files: number; bytes: number } {
    return { files: Atomics.load(this.#header, FILES), bytes: (Atomics.load(this.#header, KIB) >>> 0) * 1024 };
  }

  #lock(): void {
    while (Atomics.compareExchange(this.#header, LOCK, 0, 1) !== 0) {
      // Held for microseconds only.
    }
  }

  #unlock(): void {
    Atomics.store(this.#header, LOCK, 0);
  }
}
