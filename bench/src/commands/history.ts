import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Contender, peerContenders } from '../contender.ts';
import { ensureCorpus } from '../corpora.ts';
import {
  countObjects,
  REPOSITORY_VERSION,
  type RepositoryFacts,
  writeRepository,
} from '../history/write-repository.ts';
import { keyturnScan, withDecoders } from '../keyturn.ts';
import { UsageError } from '../options.ts';
import type { Table } from '../result.ts';
import type { Session } from '../session.ts';
import { formatBytes } from '../render.ts';

const DEFAULT_BYTES = 200_000_000;
const GROWTH_BYTES = [10e6, 30e6, 100e6, 300e6, 1e9];

/** Histories by path, or a generated one, against git itself and the peers. */
export async function historyBench(session: Session): Promise<Table[]> {
  const { options } = session;
  const tables: Table[] = [];
  if (options.paths.length === 0) {
    for (const bytes of options.sizes ?? [DEFAULT_BYTES]) {
      tables.push(await repositoryTable(session, await generatedRepository(session, bytes)));
    }
  }
  for (const path of options.paths) {
    const facts = await countObjects(path).catch((error: unknown) => {
      throw new UsageError(`${path} is no git repository.`, { cause: error });
    });
    tables.push(await repositoryTable(session, { title: `History of ${basename(path, '.git')}`, path, facts }));
  }
  return tables;
}

/** Ourselves and `git cat-file` alone, over packs of growing size. */
export async function growthBench(session: Session): Promise<Table[]> {
  const tables: Table[] = [];
  for (const bytes of session.options.sizes ?? GROWTH_BYTES) {
    const repository = await generatedRepository(session, bytes);
    tables.push(await repositoryTable(session, repository, ({ id }) => id === 'keyturn' || id === REFERENCE));
  }
  return tables;
}

const REFERENCE = 'git cat-file';

interface Repository {
  readonly title: string;
  readonly path: string;
  readonly facts: RepositoryFacts;
}

async function generatedRepository({ options, say }: Session, bytes: number): Promise<Repository> {
  const title = `Generated history of ${formatBytes(bytes)}`;
  say(`preparing: ${title}`);
  const { seed, assets, keys } = options;
  const repository = { seed, packedBytes: bytes, assets, keys };
  const name = `history-${bytes}${assets === 0 ? '' : `-assets-${assets}`}.git`;
  const parameters = { version: REPOSITORY_VERSION, ...repository };
  return { title, ...(await ensureCorpus(name, parameters, (path) => writeRepository(path, repository))) };
}

function repositoryTable(
  session: Session,
  { title, path, facts }: Repository,
  select: (contender: Contender) => boolean = () => true,
): Promise<Table> {
  const { commits, objects, packedBytes, keys } = facts;
  const partial = isPartial(path);
  const contenders = session.peers.flatMap((located) => {
    const own = peerContenders(located, 'history', path);
    return partial && located.peer.readsLog === true ? own.map(endsEarly) : own;
  });
  // git first: it reads the pack into the page cache for all of us.
  const [yardsticks, peers] = [
    contenders.filter(({ role }) => role === 'yardstick'),
    contenders.filter(({ role }) => role !== 'yardstick'),
  ];
  return session.race({
    title,
    corpus: { objects, bytes: packedBytes, ...(commits !== null && { commits }), ...(keys !== null && { keys }) },
    reference: REFERENCE,
    notes: partial ? ['The repository is a partial clone: some of its blobs are not here.'] : [],
    contenders: [...yardsticks, ...ours(session, path, partial), ...peers].filter(select),
    expected: keys === null ? {} : { keys },
    folders: { [path]: 'REPOSITORY' },
  });
}

function ours({ options, scratch }: Session, path: string, partial: boolean): Contender[] {
  const scan = keyturnScan(['--history', path]);
  // Missing blobs are a gap in the coverage, and have to be told.
  const { problems: _, ...rest } = scan;
  const first: Contender = partial ? { ...rest, expectedExits: [1, 3] } : scan;
  const both = [first, withDecoders(first)];
  return options.cache ? [...both, withCache(first, scratch, path)] : both;
}

/** The warm-up fills the cache; what counts are second scans. */
function withCache(scan: Contender, scratch: string, path: string): Contender {
  const cache = join(scratch, `cache-${basename(path)}`);
  mkdirSync(cache, { recursive: true });
  const { command } = scan;
  return { ...scan, id: 'keyturn --cache', command: { ...command, args: [...command.args, '--cache', cache] } };
}

/** A peer that scans a part and may say nothing of it is no measure for anyone. */
function endsEarly(contender: Contender): Contender {
  return { ...contender, problems: () => ['it ends at the first missing blob'] };
}

/** Whether some blobs were left at the remote. */
function isPartial(path: string): boolean {
  return [path, join(path, '.git')]
    .map((folder) => join(folder, 'objects/pack'))
    .some((packs) => existsSync(packs) && readdirSync(packs).some((name) => name.endsWith('.promisor')));
}
