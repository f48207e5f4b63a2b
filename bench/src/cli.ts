import { readFileSync } from 'node:fs';
import { filesBench } from './commands/files.ts';
import { growthBench, historyBench } from './commands/history.ts';
import { memoryBench } from './commands/memory.ts';
import { startTable } from './commands/start.ts';
import { parseOptions, UsageError } from './options.ts';
import { renderPlot } from './plot.ts';
import { renderResult } from './render.ts';
import type { Result, Table } from './result.ts';
import { measureSession, type Session } from './session.ts';

const BENCHES: Readonly<Record<string, (session: Session) => Promise<Table[]>>> = {
  files: filesBench,
  start: async (session) => [await startTable(session)],
  history: historyBench,
  growth: growthBench,
  memory: memoryBench,
};

const HELP = `Usage: pnpm bench COMMAND [OPTIONS]

  files [DIR…]        trees by path, or a generated one of 30,000 files; and what a start costs
  start               only what a start costs
  history [REPO…]     histories by path, or a generated one of 200 MB
  growth              generated histories from 10 MB to 1 GB, ourselves and git cat-file
  memory              a tree with one file of 4 GB
  show FILE…          the table of a stored result
  plot FILE           a stored result's times over bytes, as SVG

  --runs N            rounds that count (5), after one to warm up
  --slow SECONDS      who takes longer in the warm-up runs only once (20)
  --limit SECONDS     one run is killed after that (600)
  --only A,B          only these: keyturn, ripgrep, git, kingfisher, betterleaks, gitleaks, trufflehog, …
  --skip A,B          all but these
  --seed N            of generated corpora (1)
  --files N           of the generated tree (30000)
  --size S[,S]        of generated corpora: 480MB, 5GB …
  --assets PART       the part of a generated history that is large random blobs (0)
  --keys N            planted in generated corpora (16)
  --cache             history: a second scan with the cache too
  --keep              store the result in bench/results, to be committed, instead of bench/results/local

Peers are looked for in the folders of BENCH_PEERS, then on the PATH. BENCH_CORPORA is where corpora are kept.
`;

/**
 * Runs one command of the bench; tables go to standard output, progress to standard error.
 * @param args as typed, the command first
 * @returns the exit code: 0, 1 if a row cannot be trusted, 2 for wrong usage, 130 when interrupted
 */
export async function run(args: readonly string[]): Promise<number> {
  const [command = 'help', ...rest] = args;
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await dispatch(command, rest, interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) {
      process.stderr.write('bench: interrupted\n');
      return 130;
    }
    if (error instanceof UsageError) {
      process.stderr.write(`bench: ${error.message}\n`);
      return 2;
    }
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function dispatch(command: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  if (['help', '--help', '-h'].includes(command)) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = parseOptions(args);
  if (command === 'show') {
    for (const path of options.paths) {
      process.stdout.write(renderResult(readResult(path)));
    }
    return 0;
  }
  if (command === 'plot') {
    const [path] = options.paths;
    if (path === undefined) {
      throw new UsageError('plot needs a stored result.');
    }
    process.stdout.write(renderPlot(readResult(path)));
    return 0;
  }
  const bench = BENCHES[command];
  if (bench === undefined) {
    throw new UsageError(`There is no command ${command}; \`pnpm bench help\` lists them.`);
  }
  const { result, path } = await measureSession(command, options, signal, bench);
  process.stdout.write(renderResult(result));
  process.stderr.write(`bench: stored in ${path}\n`);
  return result.tables.some(({ rows }) => rows.some(({ problems }) => problems.length > 0)) ? 1 : 0;
}

function readResult(path: string): Result {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'keyturn/bench@1') {
      return value as Result;
    }
  } catch (error) {
    throw new UsageError(`${path} cannot be read as JSON.`, { cause: error });
  }
  throw new UsageError(`${path} is no stored result.`);
}
