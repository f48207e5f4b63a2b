/** No key in any output, error, title, argument, environment or file of a run that fails in every way. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clarkyKey } from './findings.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-'));
const key = clarkyKey();
const tail = key.slice(8);

/** Everything by which the key, or half of it, could be recognised. */
const traces = [
  key,
  tail,
  tail.slice(0, 12),
  tail.slice(-12),
  tail.slice(-6),
  Buffer.from(key).toString('base64').slice(12, 36),
  Buffer.from(tail).toString('hex'),
  [...tail].toReversed().join(''),
];
const tracesIn = (text: string): string[] => traces.filter((trace) => text.includes(trace));

let run: { code: number | null; stdout: string; stderr: string; seenFromOutside: string };

beforeAll(async () => {
  const bundle = join(folder, 'every-failure.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('every-failure.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@keyturn/source'],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  run = await runIt(bundle);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function runIt(bundle: string): Promise<typeof run> {
  const places = { HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder, XDG_STATE_HOME: folder };
  const child = spawn(process.execPath, [bundle], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...places, NODE_DEBUG: 'undici,fetch,net,tls,http' },
  });
  let [stdout, stderr, seenFromOutside] = ['', '', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    seenFromOutside += lookAt(child.pid);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(key);
  const code = await new Promise<number | null>((done) => {
    child.once('close', done);
  });
  return { code, stdout, stderr, seenFromOutside };
}

/** What other users of the machine may read of a process, where the system shows it. */
function lookAt(pid: number | undefined): string {
  try {
    return ['cmdline', 'environ', 'comm'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8')).join('\n');
  } catch {
    return '';
  }
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());
}

describe('a run that fails in every way', () => {
  it('ran to its end, and failed in every way', () => {
    expect(run.stderr.match(/unhandled|uncaught/i)).toBeNull();
    expect(run.code).toBe(0);
    expect(run.stdout.match(/: unknown\n/g)?.length).toBeGreaterThan(85);
    expect(run.stdout).toContain('a defect: thrown');
    expect(run.stdout).toContain('a wrong endpoint: thrown');
    expect(run.stdout).toContain('ck_live_…(30)');
  });

  it('holds no key in its standard output: findings, plans, verdicts, errors, inspection, report', () => {
    expect(tracesIn(run.stdout)).toEqual([]);
  });

  it('holds no key in its standard error, with all debugging on', () => {
    expect(run.stderr).toMatch(/UNDICI|NET/);
    expect(tracesIn(run.stderr)).toEqual([]);
  });

  it('holds no key in title, arguments or environment', () => {
    expect(tracesIn(run.seenFromOutside)).toEqual([]);
  });

  it('leaves no file with a key', () => {
    expect(filesBelow(folder).filter((path) => tracesIn(readFileSync(path, 'latin1')).length > 0)).toEqual([]);
  });
});
