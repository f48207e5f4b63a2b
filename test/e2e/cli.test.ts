import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clarkyKey, klipyKey, secretKey } from '../../scanner/test/sample.ts';
import { repository, scratch } from '../../scanner/test/scratch.ts';
import { executable, keyturn, plainEnvironment, startKeyturn } from './keyturn.ts';

interface Document {
  readonly schema: string;
  readonly roots: string[];
  readonly coverage: { complete: boolean; files: number; skipped: { where: string; reason: string }[] };
  readonly findings: {
    rule: string;
    provider: string | null;
    fingerprint: string;
    severity: string;
    occurrences: { path: string; source: string; startLine: number }[];
  }[];
}

const json = (stdout: string): Document => JSON.parse(stdout) as Document;
const line = (seed: number): string => `K=${clarkyKey(seed)}\n`;

describe('exit codes', () => {
  it('are 0 where nothing is found and all was searched', () => {
    const result = keyturn(['scan', scratch({ 'a.txt': 'nothing' })]);
    expect(result.status).toBe(0);
    expect(result.stdout).not.toBe('');
  });

  it('are 1 where something is found, and the value is nowhere in the output', () => {
    const folder = scratch({ 'a.env': line(1) });
    for (const args of [
      ['scan', folder],
      ['scan', folder, '--format', 'json'],
      ['scan', folder, '--color', 'always'],
    ]) {
      const { status, stdout, stderr } = keyturn(args);
      expect(status).toBe(1);
      expect(stdout + stderr).not.toContain(clarkyKey(1).slice(8, 18));
      expect(stdout).toContain('ck_live_…(30)');
    }
  });

  it.each([
    ['a path that is not there', ['scan', 'nowhere'], /There is nothing at nowhere/],
    ['a flag that is not known', ['scan', '--no-such-flag'], /unknown option '--no-such-flag'/],
    ['a format that is not known', ['scan', '--format', 'xml'], /There is no format xml\. Choose from text, json/],
    [
      'two formats for one place',
      ['scan', '--format', 'text', '--format', 'json'],
      /Two formats would be written to standard output/,
    ],
    ['a provider that is not known', ['scan', '--provider', 'acme'], /There is no provider acme\. Known: clarky/],
    ['a size that is none', ['scan', '--max-file-size', 'big'], /takes a size such as/],
    ['a floor that is none', ['scan', '--fail-on', 'severity:huge'], /--fail-on takes/],
    ['threads that are none', ['scan', '--threads', '0'], /a number from 1 to 64/],
    ['a command that is not known', ['scna'], /unknown command 'scna'/],
    ['standard input and a path at once', ['scan', '--stdin', '.'], /either --stdin or paths/],
    ['a file that cannot be written', ['scan', '--output', 'no/such/folder/x.json'], /cannot be written/],
  ] as const)('are 2 for %s, with a sentence', (_says, args, sentence) => {
    const { status, stdout, stderr } = keyturn(args, { cwd: scratch({ 'a.txt': 'x' }) });
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });

  it('are 3 where something could not be searched', () => {
    const folder = scratch({ 'a.txt': 'x', 'b.txt': 'y'.repeat(5000) });
    const { status, stdout } = keyturn(['scan', folder, '--max-file-size', '1K', '--format', 'json']);
    expect(status).toBe(3);
    expect(json(stdout).coverage).toMatchObject({
      complete: false,
      skipped: [{ where: 'b.txt', reason: 'too-large' }],
    });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() !== 0)(
    'are 3 for folders and files without permission',
    () => {
      const folder = scratch({ 'a.txt': 'x', 'closed.txt': line(1), 'closed/b.txt': line(2) });
      chmodSync(folder, 0o755);
      chmodSync(join(folder, 'closed.txt'), 0);
      chmodSync(join(folder, 'closed'), 0);
      const { status, stdout } = keyturn(['scan', folder, '--format', 'json'], { uid: 65_534, gid: 65_534, cwd: '/' });
      expect(json(stdout).coverage.skipped).toEqual([
        { where: 'closed', reason: 'unreadable' },
        { where: 'closed.txt', reason: 'unreadable' },
      ]);
      expect(status).toBe(3);
    },
  );

  it('follow the floor that --fail-on sets, and keep 3 below it', () => {
    const folder = scratch({ 'a.env': `K=${secretKey(1, 24, 'test')}\n`, 'b.txt': 'y'.repeat(5000) });
    expect(keyturn(['scan', folder]).status).toBe(1);
    expect(keyturn(['scan', folder, '--fail-on', 'severity:high']).status).toBe(0);
    expect(keyturn(['scan', folder, '--fail-on', 'severity:low']).status).toBe(1);
    expect(keyturn(['scan', folder, '--fail-on', 'severity:high', '--max-file-size', '1K']).status).toBe(3);
    expect(keyturn(['scan', folder, '--fail-on', 'live']).status).toBe(1);
  });
});

describe('the result', () => {
  const files = Object.fromEntries(
    Array.from({ length: 900 }, (_, i) => [
      `d${i % 30}/e${i % 7}/f${i}.env`,
      `A=${clarkyKey(i % 50)}\nB=${klipyKey(i % 40)}\n${'text '.repeat(3000)}`,
    ]),
  );

  it('is the same bytes with any number of threads', () => {
    const folder = scratch(files);
    const outputs = ['1', '2', '5'].map((threads) =>
      keyturn(['scan', folder, '--format', 'json', '--threads', threads]),
    );
    expect(json(outputs[0]?.stdout ?? '').coverage.files).toBe(900);
    expect(json(outputs[0]?.stdout ?? '').findings).toHaveLength(90);
    for (const { status, stdout, stderr } of outputs) {
      expect([status, stderr]).toEqual([1, '']);
      expect(stdout === outputs[0]?.stdout).toBe(true);
    }
  });

  it('is the same for a repository as for its files elsewhere', () => {
    const inside = json(keyturn(['scan', repository(files), '--format', 'json']).stdout);
    const outside = json(keyturn(['scan', scratch(files), '--format', 'json']).stdout);
    expect(inside.findings).toEqual(outside.findings);
  });

  it('goes to files, each whole, and to standard output at once', () => {
    const folder = scratch({ 'a.env': line(1) });
    const out = scratch();
    const { status, stdout } = keyturn(['scan', folder, '--format', 'text', '--format', `json=${join(out, 'x.json')}`]);
    expect(status).toBe(1);
    expect(stdout).toContain('ck_live_…(30)');
    expect(json(readFileSync(join(out, 'x.json'), 'utf8')).schema).toBe('keyturn/findings@1');
    expect(readdirSync(out)).toEqual(['x.json']);
  });

  it('holds what standard input holds, under the name it is given', () => {
    const { status, stdout } = keyturn(['scan', '--stdin', '--stdin-name', 'x.env', '--format', 'json'], {
      input: line(1),
    });
    expect(status).toBe(1);
    expect(json(stdout).findings[0]?.occurrences[0]).toMatchObject({ source: 'stdin', path: 'x.env', startLine: 1 });
    expect(keyturn(['scan', '--stdin'], { input: '' }).status).toBe(0);
  });

  it('has keyed fingerprints where there is a key', () => {
    const folder = scratch({ 'a.env': line(1) });
    const keyed = json(keyturn(['scan', folder, '--format', 'json'], { env: { KEYTURN_FINGERPRINT_KEY: 'k' } }).stdout);
    expect(keyed.findings[0]?.fingerprint).toMatch(/^kt1h:[0-9a-f]{8}:[0-9a-f]{40}$/);
  });

  it('can be narrowed to a provider and a confidence', () => {
    const folder = scratch({ 'a.env': line(1), 'b.env': `K=${klipyKey(1)}\n`, 'c.env': `K=${secretKey(1)}\n` });
    const rules = (...args: string[]): string[] =>
      json(keyturn(['scan', folder, '--format', 'json', ...args]).stdout).findings.map((one) => one.rule);
    expect(rules('--provider', 'klipy')).toEqual(['klipy-api-key']);
    expect(rules('--provider', 'agentclara')).toEqual(['ambiguous-secret-key']);
    expect(rules('--min-confidence', 'high').toSorted()).toEqual(['clarky-api-key', 'klipy-api-key']);
  });
});

describe('a user who', () => {
  it('closes the pipe early gets no complaint', () => {
    const folder = scratch(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`f${i}`, line(i)])));
    const result = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${executable}" scan "${folder}" | head -1; echo "\${PIPESTATUS:-}"`],
      { encoding: 'utf8', env: plainEnvironment(), timeout: 60_000 },
    );
    expect(result.stderr).toBe('');
    expect(result.stdout.split('\n')[0]).not.toBe('');
  });

  it.skipIf(process.platform !== 'linux')('has a full disk is told, with code 2', () => {
    const full = openSync('/dev/full', 'w');
    const result = spawnSync(process.execPath, [executable, 'scan', scratch({ 'a.env': line(1) })], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
      env: plainEnvironment(),
    });
    closeSync(full);
    expect(result.stderr).toMatch(/the disk is full/);
    expect(result.status).toBe(2);
  });

  it.skipIf(process.platform === 'win32')(
    'presses Ctrl-C ends it at once, with code 130 and no partial result',
    async () => {
      const folder = scratch();
      mkdirSync(join(folder, 'd'));
      writeFileSync(join(folder, 'd/a.env'), line(1));
      // Sparse, so that it takes seconds to read and no room on the disk.
      for (let i = 0; i < 6; i++) {
        writeFileSync(join(folder, `big${i}`), '');
        truncateSync(join(folder, `big${i}`), 4 * 2 ** 30);
      }
      const child = startKeyturn(['scan', folder, '--format', 'json', '--output', join(folder, 'out.json')]);
      await new Promise((done) => setTimeout(done, 700));
      const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      expect(readdirSync(folder).filter((name) => name.includes('out'))).toEqual([]);
    },
  );

  it('scans text that is made for regular expressions gets an answer', () => {
    const hostile = [
      'clarify_',
      'clarify.ai ',
      'api-key ',
      'CLARIFY_API_KEY=',
      'client_secret = ',
      'bearer ',
      '"',
      '\\',
      ' ',
      'a',
      'A1_',
      '=>',
    ];
    const files = Object.fromEntries(
      hostile.map((text, i) => [`f${i}.txt`, `api.clarify.ai ${text.repeat(400_000 / text.length)}`]),
    );
    const { status } = keyturn(['scan', scratch(files)]);
    expect(status).toBe(0);
  });

  it('has Node run without WebAssembly is told what to leave out', () => {
    const env = { NODE_OPTIONS: '--jitless' };
    for (const source of [[], ['--history'], ['--staged']]) {
      const { status, stdout, stderr } = keyturn(['scan', ...source, '.'], { env });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/keyturn: Node runs without WebAssembly here.*--jitless/);
      expect(stderr).not.toContain('    at ');
    }
  });

  it('asks for help or the version gets it', () => {
    const help = keyturn(['scan', '--help']);
    expect(help.status).toBe(0);
    for (const flag of ['--stdin', '--format', '--no-ignore', '--fail-on', '--max-file-size']) {
      expect(help.stdout).toContain(flag);
    }
    expect(keyturn(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(keyturn(['providers']).stdout).toContain('Clarky');
    expect(JSON.parse(keyturn(['providers', '--json']).stdout)).toMatchObject({
      providers: [{ id: 'clarky' }, { id: 'clarify' }, { id: 'klipy' }, { id: 'agentclara' }],
    });
  });
});
