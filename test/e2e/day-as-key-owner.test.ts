/** The day as a key owner that docs/keys.md tells of, as it is written there. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedDemo } from '../../packages/emulator/src/demo.ts';
import { startEmulator } from '../../packages/emulator/src/index.ts';
import type { Emulator } from '../../packages/emulator/src/index.ts';
import { executable, plainEnvironment } from './keyturn.ts';

const text = readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8');
const day = text.slice(text.indexOf('## A day as a key owner'));
const [preparations = '', ...blocks] = [...day.matchAll(/```console\n([^]*?)```/g)].map(([, block]) => block ?? '');

const folder = mkdtempSync(join(tmpdir(), 'keyturn-day-'));
let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
  for (const { file, line } of seedDemo(emulator.state)) {
    mkdirSync(join(folder, 'demo', dirname(file)), { recursive: true });
    writeFileSync(join(folder, 'demo', file), `${line}\n`);
  }
  const lines = Object.entries(emulator.endpoints).map(
    ([id, url]) => `export KEYTURN_ENDPOINT_${id.toUpperCase()}=${url}`,
  );
  writeFileSync(join(folder, 'endpoints'), lines.join('\n'));
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(process.platform === 'win32')('goes as it is told', { timeout: 60_000 }, async () => {
  const isCommand = (line: string): boolean => line.startsWith('$ ');
  const prepared = preparations.split('\n').filter((line) => isCommand(line) && !line.includes('keyturn-emulator'));
  const told = blocks.join('').trimEnd().split('\n');
  expect(told.filter(isCommand).length).toBeGreaterThan(3);
  // Each command is shown before what it prints, as a console does; what failed does not end the day.
  const script = [
    `keyturn() { "${process.execPath}" "${executable}" "$@" 2>> told-aside; }`,
    ...prepared.map((line) => line.slice(2)),
    ...told.filter(isCommand).map((line) => `printf '%s\\n' '${line}'; ${line.slice(2)} || true`),
  ];
  const env = plainEnvironment({ XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') });
  const { stdout } = await promisify(execFile)('bash', ['-c', script.join('\n')], { cwd: folder, env });
  expect(stdout.trimEnd().split('\n')).toEqual(told);
  expect(readFileSync(join(folder, 'keys.ics'), 'utf8')).toContain('BEGIN:VALARM');
});
