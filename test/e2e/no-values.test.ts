/** No value of a key anywhere but where it was: databases, journals, temporary files, process lists and logs are searched for it. */
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, startPostgres } from '../../packages/ledger/test/postgres.ts';
import type { TestPostgres } from '../../packages/ledger/test/postgres.ts';
import { clarkyKey, klipyKey } from '../../scanner/test/sample.ts';
import { git, put, repository, scratch } from '../../scanner/test/scratch.ts';
import { startKeyturn } from './keyturn.ts';

const values = [clarkyKey(301), klipyKey(302), clarkyKey(303), klipyKey(304)] as const;
const [inFile, inName, inWords, byHand] = values;

/** What gives a value away, in the ways in which a program might write it. */
const traces: readonly Buffer[] = values.flatMap((value) => {
  const tail = value.slice(-14);
  const encodings = [Buffer.from(tail), Buffer.from(tail, 'utf16le'), Buffer.from(Buffer.from(tail).toString('hex'))];
  // Base64 at each of its alignments, without the characters that neighbours decide.
  const base64 = [0, 1, 2].map((shift) => Buffer.from(Buffer.from(tail.slice(shift)).toString('base64').slice(0, 12)));
  return [...encodings, ...base64];
});
const holdsValue = (bytes: Buffer): boolean => traces.some((trace) => bytes.includes(trace));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
}

/** The names of files that hold a value; those that went away meanwhile don't. */
function filesWithValue(folder: string): string[] {
  return filesBelow(folder).filter((file) => {
    try {
      return holdsValue(readFileSync(file));
    } catch {
      return false;
    }
  });
}

/** Arguments and environments of all processes, as anybody on the machine may list the first of them. */
function processes(): Buffer {
  const parts = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      ['cmdline', 'environ'].map((what) => {
        try {
          return readFileSync(`/proc/${pid}/${what}`);
        } catch {
          return Buffer.alloc(0);
        }
      }),
    );
  return Buffer.concat(parts);
}

/** Keys in a file, in its name, in people's names, branches, messages and in the reason of a suppression. */
function hostileRepository(): string {
  const folder = repository({
    'a.ts': `const K = '${inFile}'; // keyturn:allow reason="${inWords}" owner=${inWords}\n`,
  });
  put(folder, { [`${inName}.ts`]: `const K = '${inName}';\n`, CODEOWNERS: `* @${inWords}\n` });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', inWords, `--author=${inWords} <${inWords}@example.com>`);
  git(folder, 'branch', `topic-${inWords}`);
  git(folder, 'tag', '-a', '-m', inWords, `v-${inName}`);
  return folder;
}

let server: TestPostgres | undefined;
beforeAll(async () => {
  // Everything that reaches the server stands in its log, parameters too.
  if (hasPostgres) server = await startPostgres('log_statement=all', 'log_parameter_max_length=-1');
}, 60_000);
afterAll(() => server?.stop());

const databases = [
  { name: 'SQLite', newLedger: () => ({ folder: null, env: {} }) },
  ...(hasPostgres
    ? [
        {
          name: 'PostgreSQL',
          newLedger: () => ({
            folder: server?.folder ?? null,
            env: { KEYTURN_DATABASE_URL: server?.newDatabase() ?? '' },
          }),
        },
      ]
    : []),
];

describe.skipIf(process.platform !== 'linux').each(databases)('a ledger in $name', ({ newLedger }) => {
  it('leaves no value in any file, list of processes, log or output', { timeout: 120_000 }, async () => {
    const { folder, env } = newLedger();
    const [home, temporary] = [scratch(), scratch()];
    const tree = hostileRepository();
    let seen = '';
    let said = '';
    const run = async (args: readonly string[], input = ''): Promise<number | null> => {
      const child = startKeyturn(args, { env: { XDG_STATE_HOME: home, TMPDIR: temporary, ...env }, cwd: home });
      child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.stdin?.end(input);
      const watch = setInterval(() => {
        if (holdsValue(processes())) seen = args.join(' ');
        const [found] = filesWithValue(temporary);
        if (found !== undefined) seen = found;
      }, 25);
      const [code] = (await once(child, 'close')) as [number | null];
      clearInterval(watch);
      return code;
    };
    const add = ['keys', 'add', '--provider', 'klipy', '--name', 'by-hand', '--ledger'];
    expect(await run(add, byHand)).toBe(0);
    expect(await run(['scan', tree, '--format', 'json', '--ledger'])).toBe(1);
    expect(await run(['scan', tree, '--history', '--format', 'json', '--ledger'])).toBe(1);
    expect(await run(['keys', 'list', '--ledger'])).toBe(0);
    expect(await run(['ledger', 'export'])).toBe(0);
    expect(await run(['ledger', 'backup', join(home, 'copy.db')])).toBe(0);
    expect(said).toContain('"end"');
    expect(holdsValue(Buffer.from(said))).toBe(false);
    expect(seen).toBe('');
    expect(filesWithValue(home)).toEqual([]);
    expect(filesWithValue(temporary)).toEqual([]);
    expect(filesBelow(home).length).toBeGreaterThan(0);
    // The server's own log, where there is a server: it has what was written, and no value.
    const logged = folder === null ? 'insert into "occurrence"' : readFileSync(join(folder, 'log'), 'utf8');
    expect(logged).toContain('insert into "occurrence"');
    expect(folder === null ? [] : filesWithValue(folder)).toEqual([]);
  });
});

it('what is searched for would be found', () => {
  for (const value of values) {
    const base64 = Buffer.from(`x${value}`).toString('base64');
    for (const text of [value, base64, Buffer.from(value).toString('hex')]) {
      const folder = scratch();
      writeFileSync(join(folder, 'a'), `before ${text} after`);
      expect(filesWithValue(folder)).toHaveLength(1);
    }
  }
});
