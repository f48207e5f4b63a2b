/** `./keyturn-emulator` in a checkout: builds itself, prints the endpoints, serves, and ends when it is told to. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../../keyturn-emulator', import.meta.url));

it('starts with a demo state, prints what to export, and ends on a signal', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-'));
  const child = spawn(process.execPath, [launcher, '--demo', folder, '--record'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((done) => {
    child.once('close', done);
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (/AGENTCLARA=.*\n/.test(stdout)) done();
    });
    child.once('close', () => fail(new Error(stderr)));
  });
  const endpoints = new Map(
    [...stdout.matchAll(/^export KEYTURN_ENDPOINT_([A-Z]+)=(\S+)$/gm)].map(([, id, url]) => [id, url]),
  );
  expect(new Set(endpoints.keys())).toEqual(new Set(['AGENTCLARA', 'CLARIFY', 'CLARKY', 'KLIPY']));
  const key = /'(ck_live_[^']+)'/.exec(readFileSync(join(folder, 'src/crm.ts'), 'utf8'))?.[1];
  const url = `${endpoints.get('CLARKY')}/pipelines`;
  const statuses = await Promise.all(
    [key, 'x'].map(async (value) => (await fetch(url, { headers: { authorization: `Bearer ${value}` } })).status),
  );
  expect(statuses).toEqual([200, 401]);
  child.kill('SIGTERM');
  expect(await closed).toBe(0);
  rmSync(folder, { recursive: true });
});
