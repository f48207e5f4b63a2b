import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEmulator } from '../../packages/emulator/src/index.ts';
import type { Emulator } from '../../packages/emulator/src/index.ts';
import { clarkyKey, secretKey } from '../../scanner/test/sample.ts';
import { repository, scratch } from '../../scanner/test/scratch.ts';
import { keyturn, startKeyturn } from './keyturn.ts';

interface Verdict {
  readonly code: string;
  readonly message: string;
  readonly evidence: string;
  readonly certainty: string;
  readonly due: string | null;
}

const key = clarkyKey(71);

function verdictsOf(stdout: string): Verdict[] {
  return (JSON.parse(stdout) as { findings: { hygiene: Verdict[] }[] }).findings.flatMap(({ hygiene }) => hygiene);
}

function scan(args: readonly string[], env: Readonly<Record<string, string>> = {}): Verdict[] {
  return verdictsOf(keyturn(['scan', '--format', 'json', ...args], { env }).stdout);
}

function committedOn(date: string, files: Readonly<Record<string, string>>): string {
  vi.stubEnv('GIT_COMMITTER_DATE', date);
  const folder = repository(files);
  vi.unstubAllEnvs();
  return folder;
}

const codes = (args: readonly string[], env?: Readonly<Record<string, string>>): string[] =>
  scan(args, env).map(({ code }) => code);

describe('what a scan sees by itself', () => {
  it('is nothing of a key in one ordinary file', () => {
    expect(codes([scratch({ 'src/config.ts': `export const K = '${key}';` })])).toEqual([]);
  });

  it('is what browsers get, by the file, by the name and by what the file says of itself', () => {
    expect(codes([scratch({ 'web/index.html': key })])).toEqual(['client-side']);
    expect(codes([scratch({ '.env': `NEXT_PUBLIC_K=${key}` })])).toEqual(['client-side']);
    expect(codes([scratch({ 'app/page.tsx': `'use client';\nconst K = '${key}';` })])).toEqual(['client-side']);
    expect(codes([scratch({ 'app/page.tsx': `export const K = '${key}';` })])).toEqual([]);
  });

  it('is a live key in tests, and a test key in production', () => {
    expect(codes([scratch({ 'test/a.ts': `const K = '${key}';` })])).toEqual(['live-in-test']);
    const test = `# AgentClara\nAGENTCLARA_KEY=${secretKey(3, 30, 'test')}\n`;
    expect(codes([scratch({ '.env.production': test })])).toEqual(['test-in-production']);
  });

  it('is one key for several services, environments or repositories', () => {
    const line = `K=${key}\n`;
    expect(codes([scratch({ 'services/a/x.conf': line, 'services/b/x.conf': line })])).toEqual(['shared']);
    expect(codes([scratch({ '.env.production': line, '.env.staging': line })])).toEqual(['shared']);
    const [a, b] = [scratch({ 'x.conf': line }), scratch({ 'x.conf': line })];
    expect(codes([a, b])).toEqual(['shared']);
    expect(codes([join(a, 'x.conf')])).toEqual([]);
    expect(scan([repository({ 'x.conf': line }), repository({ 'y.conf': line })])[0]).toMatchObject({
      code: 'shared',
      certainty: 'bound',
    });
  });

  it('is an age from history, of which it says that it is a lower bound', () => {
    const folder = committedOn('2026-01-01T00:00:00Z', { 'a.env': `K=${key}\n` });
    const at = (now: string) => scan(['--history', folder], { KEYTURN_NOW: now });
    expect(at('2026-03-01T00:00:00Z')).toEqual([]);
    expect(at('2026-03-20T00:00:00Z')[0]).toMatchObject({
      code: 'rotation-due',
      certainty: 'bound',
      due: '2026-04-01',
    });
    expect(at('2026-04-01T00:00:00Z')[0]).toMatchObject({ code: 'rotation-overdue', certainty: 'bound' });
    expect(at('2026-04-01T00:00:00Z')[0]?.message).toContain('at least 90 days old');
  });

  it('goes by the figures of the user’s own configuration, never a tree’s', () => {
    const tree = { 'keyturn.yaml': 'hygiene:\n  rotateDays: 36500\n', 'a.env': `K=${key}\n` };
    const folder = committedOn('2026-01-01T00:00:00Z', tree);
    const KEYTURN_NOW = '2026-06-01T00:00:00Z';
    expect(codes(['--history', folder], { KEYTURN_NOW })).toEqual(['rotation-overdue']);
    const KEYTURN_CONFIG = join(scratch({ 'own.yaml': 'hygiene: { preset: nist-800-57 }\n' }), 'own.yaml');
    expect(codes(['--history', folder], { KEYTURN_NOW, KEYTURN_CONFIG })).toEqual([]);
  });

  it('stands in every format that is read by people, and in SARIF', () => {
    const folder = scratch({ 'web/index.html': key });
    for (const format of ['text', 'html', 'sarif', 'markdown', 'csv', 'junit', 'github', 'jsonl']) {
      const { stdout } = keyturn(['scan', folder, '--format', format]);
      expect(stdout).toContain('client-side');
      expect(stdout).not.toContain(key.slice(8));
    }
  });
});

describe('after a verification', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
    emulator.state.add({ provider: 'clarky', value: key });
  });
  afterAll(() => emulator.close());

  async function verified(args: readonly string[]): Promise<string> {
    const env = { KEYTURN_ENDPOINT_CLARKY: emulator.endpoints.clarky, KEYTURN_NOW: '2026-06-01T00:00:00Z' };
    const child = startKeyturn(args, { env });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await once(child, 'close');
    return stdout;
  }

  it('a key that works is told as leaked, due today, and one of which nobody can tell as unknown', async () => {
    const folder = scratch({ 'a.env': `K=${key}\nS=${secretKey(5, 32)}\n` });
    const first = await verified(['scan', '--verify', '--format', 'json', folder]);
    expect(verdictsOf(first)).toMatchObject([
      { code: 'leaked-active', certainty: 'exact', due: '2026-06-01' },
      { code: 'leaked-unknown' },
    ]);
    const file = join(scratch({ 'r.json': first }), 'r.json');
    expect(verdictsOf(await verified(['verify', '--format', 'json', file])).map(({ code }) => code)).toEqual([
      'leaked-active',
      'leaked-unknown',
    ]);
  });
});
