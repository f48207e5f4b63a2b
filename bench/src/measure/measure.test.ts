import { describe, expect, it } from 'vitest';
import { findAccountant, parseBsdTime, parseGnuTime, proc } from './accounting.ts';
import { type Command, measure } from './measure.ts';

const accountant = await findAccountant();

function script(source: string, output: Command['output'] = 'capture'): Command {
  return { program: process.execPath, args: ['-e', source], output };
}

describe('measure', () => {
  it('reports the exit code and what was printed', async () => {
    const run = await measure(script('console.log("out"); console.error("err"); process.exitCode = 7'), {
      accountant,
      limitMs: 30_000,
    });
    expect(run).toMatchObject({ exitCode: 7, signal: null, timedOut: false, stdout: 'out\n', stderrTail: 'err\n' });
    expect(run.wallMs).toBeGreaterThan(5);
  });

  it('starts everybody without the certificates that Node would parse first, unless it is asked to', async () => {
    const command = script('console.log(process.env.NODE_EXTRA_CA_CERTS ?? "none")');
    const plain = await measure(command, { accountant, limitMs: 30_000 });
    expect(plain.stdout).toBe('none\n');
    const env = { NODE_EXTRA_CA_CERTS: '/nowhere/certificates.pem' };
    expect((await measure({ ...command, env }, { accountant, limitMs: 30_000 })).stdout).toBe(
      '/nowhere/certificates.pem\n',
    );
  });

  it('looks at no output that is discarded', async () => {
    const run = await measure(script('console.log("out")', 'discard'), { accountant, limitMs: 30_000 });
    expect(run.stdout).toBeNull();
  });

  it('kills what takes too long and says so', async () => {
    const run = await measure(script('setInterval(() => {}, 1000)'), { accountant, limitMs: 300 });
    expect(run.timedOut).toBe(true);
    expect(run.exitCode === 0).toBe(false);
  });

  it('rejects a program that is not there', async () => {
    const missing: Command = { program: '/nowhere/no-such-program', args: [], output: 'discard' };
    await expect(measure(missing, { accountant: proc, limitMs: 1000 })).rejects.toThrow('could not be started');
  });

  it('stops at once when it is aborted', async () => {
    const controller = new AbortController();
    const run = measure(script('setInterval(() => {}, 1000)'), {
      accountant,
      limitMs: 30_000,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 50);
    await expect(run).rejects.toThrow('Interrupted');
  });

  it.runIf(process.platform === 'linux')('sees memory and processor time, with and without time(1)', async () => {
    const hungry = script(
      'const b = Buffer.alloc(150e6, 1); const end = Date.now() + 200; while (Date.now() < end) b[0]++',
    );
    for (const counting of [accountant, proc]) {
      // One after the other: /proc counts the time of all children that ended meanwhile.
      const run = await measure(hungry, { accountant: counting, limitMs: 30_000 });
      expect(run.peakRssBytes).toBeGreaterThan(150e6);
      expect(run.peakRssBytes).toBeLessThan(400e6);
      expect((run.userMs ?? 0) + (run.systemMs ?? 0)).toBeGreaterThan(100);
    }
  });
});

describe('the reports of time(1)', () => {
  it('are read, also after a line about the exit code', () => {
    expect(parseGnuTime('Command exited with non-zero status 3\n0.25 0.05 2048\n')).toEqual({
      userMs: 250,
      systemMs: 50,
      peakRssBytes: 2_097_152,
    });
    expect(parseBsdTime('  1.20 real  0.50 user  0.25 sys\n   1048576  maximum resident set size\n')).toEqual({
      userMs: 500,
      systemMs: 250,
      peakRssBytes: 1_048_576,
    });
  });

  it('are unknown when they are empty', () => {
    expect(parseGnuTime('').peakRssBytes).toBeNull();
    expect(parseBsdTime('').userMs).toBeNull();
  });
});
