import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { peerContenders } from '../contender.ts';
import { type Corpus, ensureCorpus } from '../corpora.ts';
import { keyturnScan, withCertificates, withDecoders } from '../keyturn.ts';
import { type Options, UsageError } from '../options.ts';
import type { Table } from '../result.ts';
import type { Session } from '../session.ts';
import { countFiles, copySample } from '../tree/walk.ts';
import { diskTarget, TREE_VERSION, type WrittenTree, writeTree } from '../tree/write-tree.ts';
import { startTable } from './start.ts';

const DEFAULT_BYTES = 480_000_000;

/** What the slow peers are given. */
const SAMPLE_FILES = 3000;

/** Trees by path, or a generated one; and what a start costs. */
export async function filesBench(session: Session): Promise<Table[]> {
  const { options, say } = session;
  const tables: Table[] = [];
  if (options.paths.length === 0) {
    say('preparing the generated tree');
    const { path, facts } = await generatedTree(options);
    const title = 'Generated tree';
    const { files, bytes, keys, digest } = facts;
    const corpus = { files, bytes, keys, seed: options.seed, digest: digest.slice(0, 16) };
    tables.push(await treeTable(session, { title, path, corpus, files, keys }));
    tables.push(...(await sampleTable(session, title, path, digest, true)));
  }
  for (const path of options.paths) {
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw new UsageError(`${path} is no folder.`);
    }
    const { files, bytes } = countFiles(path);
    const title = `Tree ${basename(path)}`;
    tables.push(await treeTable(session, { title, path, corpus: { files, bytes }, files, keys: null }));
    tables.push(...(await sampleTable(session, title, path, `${path} ${files} ${bytes}`, false)));
  }
  tables.push(await startTable(session));
  return tables;
}

/** Makes the tree if it is not there; `size` names its least number of bytes. */
function generatedTree({ seed, files, sizes, keys }: Options): Promise<Corpus<WrittenTree>> {
  const [bytes = DEFAULT_BYTES] = sizes ?? [];
  const tree = { seed, files, bytes, keys };
  return ensureCorpus('generated', { version: TREE_VERSION, ...tree }, (path) => writeTree(tree, diskTarget(path)));
}

interface Tree {
  readonly title: string;
  readonly path: string;
  readonly corpus: Table['corpus'];
  readonly files: number;
  /** Null where nobody knows. */
  readonly keys: number | null;
}

function treeTable(session: Session, { title, path, corpus, files, keys }: Tree): Promise<Table> {
  const inGit = isInRepository(path);
  const ours = keyturnScan([path], inGit ? {} : { files });
  return session.race({
    title,
    corpus,
    reference: 'ripgrep',
    notes: inGit
      ? ['The tree lies in a git repository: keyturn leaves out what git ignores, and `.git`; others may not.']
      : [],
    contenders: [
      ...contenders(session, path, 'ripgrep'),
      ours,
      ...withCertificates(ours),
      withDecoders(ours),
      ...contenders(session, path, 'fast'),
    ],
    expected: keys === null ? {} : { keys },
    folders: { [path]: 'TREE' },
  });
}

/**
 * Some thousand of the files, for peers that would take an hour for all of them; nothing where none is here.
 * @param identity changes with the files
 * @param planted whether what looks like a key was planted, and has to be found
 */
async function sampleTable(
  session: Session,
  title: string,
  path: string,
  identity: string,
  planted: boolean,
): Promise<Table[]> {
  if (!session.peers.some(({ peer }) => peer.isSlow === true)) {
    return [];
  }
  session.say('preparing the sample for slow peers');
  const name = `${basename(path)}-sample`;
  const parameters = { identity, most: SAMPLE_FILES };
  const sample = await ensureCorpus(name, parameters, (target) => copySample(path, target, SAMPLE_FILES));
  const { files, bytes, keys } = sample.facts;
  return [
    await session.race({
      title: `${title}, a sample for slow peers`,
      corpus: { files, bytes, ...(planted && { keys }) },
      reference: 'ripgrep',
      contenders: [
        ...contenders(session, sample.path, 'ripgrep'),
        keyturnScan([sample.path], { files }),
        ...contenders(session, sample.path, 'slow'),
      ],
      expected: planted ? { keys } : {},
      folders: { [sample.path]: 'TREE' },
    }),
  ];
}

function contenders({ peers }: Session, path: string, which: 'ripgrep' | 'fast' | 'slow') {
  return peers
    .filter(({ peer }) => (peer.id === 'ripgrep' ? 'ripgrep' : peer.isSlow === true ? 'slow' : 'fast') === which)
    .flatMap((peer) => peerContenders(peer, 'files', path));
}

function isInRepository(path: string): boolean {
  const parent = dirname(path);
  return existsSync(join(path, '.git')) || (parent !== path && isInRepository(parent));
}
