/** Between two turns for others. */
const STEPS = 16;

/** Takes work that is done in steps to its end, and lets others have their turn now and then. */
export async function runToEnd<T>(work: Generator<void, T, void>): Promise<T> {
  for (let steps = 1; ; steps++) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (steps % STEPS === 0) await new Promise((done) => setImmediate(done));
  }
}
