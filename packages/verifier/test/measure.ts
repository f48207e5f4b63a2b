/** The figures of verification: throughput without limits and its memory, and 2,000 keys within limits. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { startEmulator } from '@keyturn/emulator';
import type { EmulatorOptions, ProviderId } from '@keyturn/emulator';
import { createVerifier } from '@keyturn/verifier';
import { agentclaraKey, clarkyKey, findingOf, klipyKey, randomTail } from './findings.ts';

type Limits = NonNullable<EmulatorOptions['limits']>;
type Key = readonly [provider: ProviderId, value: string];

const MAKE: Readonly<Record<ProviderId, () => string>> = {
  clarky: () => clarkyKey(),
  klipy: klipyKey,
  clarify: () => randomTail(40),
  agentclara: () => agentclaraKey(),
};
const ALL: readonly ProviderId[] = ['clarky', 'klipy', 'clarify', 'agentclara'];
/** One key in ten is live. */
const LIVE = 10;

const own = { key: { perMinute: 120 }, organisation: { perMinute: 1000 }, workspace: { perMinute: 3000 } };
const window_: Limits = { ...own, address: { perMinute: 6000 } };
const bucket: Limits = { ...own, address: { perMinute: 6000, burst: 100 } };

interface Started {
  readonly endpoints: Readonly<Record<ProviderId, string>>;
}

/** In the emulator's own process. */
async function serve(): Promise<void> {
  let emulator = await startEmulator();
  process.on('message', (message: { limits: Limits; keys: Key[] } | 'overruns') => {
    if (message === 'overruns') {
      process.send?.(emulator.overruns());
      return;
    }
    void (async () => {
      await emulator.close();
      emulator = await startEmulator({ limits: message.limits });
      emulator.state.add({ provider: 'clarify', value: randomTail(40) });
      for (const [provider, value] of message.keys) emulator.state.add({ provider, value });
      process.send?.({ endpoints: emulator.endpoints });
    })();
  });
}

function ask<T>(child: ChildProcess, message: object | string): Promise<T> {
  return new Promise((done) => {
    child.once('message', (answer) => done(answer as T));
    child.send(message);
  });
}

async function measure(
  child: ChildProcess,
  says: string,
  count: number,
  of: readonly ProviderId[],
  limits: Limits,
): Promise<void> {
  const keys = Array.from({ length: count }, (_, index): Key => {
    const provider = of[index % of.length] ?? 'clarky';
    return [provider, MAKE[provider]()];
  });
  const live = keys.filter((_, index) => Math.floor(index / of.length) % LIVE === 0);
  const { endpoints } = await ask<Started>(child, { limits, keys: live });
  const findings = keys.map(([provider, value]) => findingOf(provider, value));
  const verifier = createVerifier({ endpoints, workspaces: ['acme'], env: {} });
  globalThis.gc?.();
  const before = process.memoryUsage();
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(process.memoryUsage().rss), 100);
  const start = performance.now();
  await verifier.verify(findings);
  const seconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed - before.heapUsed;
  await verifier.close();
  const states: Record<string, number> = {};
  for (const { validity } of findings) states[validity.state] = (states[validity.state] ?? 0) + 1;
  const told = [
    `${seconds.toFixed(2)} s, ${Math.round(count / seconds)} a second`,
    `${await ask<number>(child, 'overruns')} × 429`,
    Object.entries(states)
      .map(([state, number]) => `${number} ${state}`)
      .join(', '),
    `resident ${Math.round(before.rss / 2 ** 20)} to ${Math.round(Math.max(before.rss, ...memory) / 2 ** 20)} MB`,
    `heap kept ${(heap / 2 ** 20).toFixed(1)} MB`,
  ];
  process.stdout.write(`${says}: ${told.join('; ')}\n`);
}

if (process.send === undefined) {
  const child = fork(process.argv[1] ?? '', []);
  await measure(child, 'warm-up', 500, ['clarky'], 'none');
  await measure(child, '10,000 keys of Clarky, no limits', 10_000, ['clarky'], 'none');
  await measure(child, '50,000 keys of Clarky, no limits', 50_000, ['clarky'], 'none');
  await measure(child, '2,000 keys of Clarky, 6,000 a minute, a window', 2000, ['clarky'], window_);
  await measure(
    child,
    '2,000 keys of Clarky, 6,000 a minute, a bucket of 100 (19 s at best)',
    2000,
    ['clarky'],
    bucket,
  );
  await measure(child, '2,000 keys of all four, 6,000 a minute, a bucket of 100 (19 s at best)', 2000, ALL, bucket);
  child.kill();
} else await serve();
