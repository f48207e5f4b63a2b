/**
 * A process in which verification fails in every way there is, and which then prints all it knows: what it returned, what it
 * threw, what inspection shows, a diagnostic report. The key comes by standard input, as nothing may show it before.
 */
import { inspect } from 'node:util';
import { FAULTS, startEmulator } from '@keyturn/emulator';
import type { Finding } from '@keyturn/scanner';
import { createVerifier } from '@keyturn/verifier';
import type { VerifierOptions } from '@keyturn/verifier';
import { findingOf, hastyClock } from './findings.ts';

async function readKey(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trim();
}

function show(what: string, ...things: unknown[]): void {
  const inspected = things.map((thing) =>
    inspect(thing, { depth: 12, showHidden: true, getters: true, maxStringLength: null }),
  );
  process.stdout.write(`${what}\n${inspected.join('\n')}\n${JSON.stringify(things)}\n`);
}

const key = await readKey();

async function fail(what: string, options: VerifierOptions, provider: string | null = 'clarky'): Promise<Finding> {
  const finding = findingOf(provider, key);
  try {
    const verifier = createVerifier({ env: {}, clock: hastyClock(), totalTimeoutMs: 100, ...options });
    show(`${what}: the plan`, verifier.plan([finding]));
    await verifier.verify([finding], { slugsNear: () => [key.toLowerCase()] });
    show(`${what}: ${finding.validity.state}`, finding, verifier, verifier.verdictOf(finding));
    await verifier.close();
  } catch (error) {
    show(`${what}: thrown`, error, error instanceof Error ? [error.stack, error.cause, String(error)] : []);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  }
  return finding;
}

const emulator = await startEmulator();
for (const fault of Object.keys(FAULTS)) {
  for (const after of [0, 1]) {
    const takeBack = emulator.faults.order({ fault, after });
    await fail(`${fault} after ${after}`, { endpoints: emulator.endpoints });
    takeBack();
  }
}
await fail('nothing wrong', { endpoints: emulator.endpoints });
await fail('ambiguous', { endpoints: emulator.endpoints }, null);
await fail('unresolved', { endpoints: { clarky: 'https://keyturn.invalid' } });
await fail('a proxy that is not there', { env: { HTTPS_PROXY: 'http://127.0.0.1:9' } });
await fail('a wrong endpoint', { endpoints: { clarky: `https://${key}@clarky.ai/${key}` } });
await fail('a wrong proxy', { env: { HTTPS_PROXY: `socks5://${key}@127.0.0.1` } });
const refusal = { code: 'unauthorized', message: 'Missing or invalid API key' };
// A transport whose error holds the request, as a library's may.
await fail('a defect', {
  transport: {
    send(request) {
      if (!JSON.stringify(request).includes(key)) {
        return Promise.resolve({ status: 401, headers: {}, body: JSON.stringify({ error: refusal }), complete: true });
      }
      const held = { request, cause: new Error(key) };
      return Promise.reject(
        Object.assign(new TypeError(`cannot send ${key.slice(-11)} ${JSON.stringify(request)}`), held),
      );
    },
  },
});
// A server that throws the key back, whole and in part.
await fail('an echo', {
  transport: {
    send({ headers }) {
      const sent = String(headers['authorization']);
      const message = `${sent.includes(key) ? 'Known' : 'Invalid'} API key …${sent.slice(-6)}, ${sent}`;
      const body = JSON.stringify({ error: { ...refusal, message, details: sent } });
      return Promise.resolve({
        status: 401,
        headers: { 'x-echo': sent, 'www-authenticate': sent },
        body,
        complete: true,
      });
    },
  },
});
await emulator.close();
show('the process', process.title, process.argv, process.env, process.execArgv);
process.stdout.write(JSON.stringify(process.report.getReport()));
