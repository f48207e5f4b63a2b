import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { peerContenders } from '../contender.ts';
import { ensureCorpus } from '../corpora.ts';
import { keyturnScan } from '../keyturn.ts';
import { plantedKeys } from '../planted-keys.ts';
import { Random } from '../random.ts';
import type { Table } from '../result.ts';
import type { Session } from '../session.ts';
import { CODE_LANGUAGES } from '../tree/code-languages.ts';
import { writeText } from '../tree/content.ts';

const DEFAULT_BYTES = 4_000_000_000;

/** A tree with one huge file: text over and over, one key at its very end. */
export async function memoryBench(session: Session): Promise<Table[]> {
  const { seed, sizes } = session.options;
  const [bytes = DEFAULT_BYTES] = sizes ?? [];
  session.say('preparing the huge file');
  const { path, facts } = await ensureCorpus('huge-file', { version: 1, seed, bytes }, (folder) => ({
    files: 1,
    bytes: writeHugeFile(folder, seed, bytes),
  }));
  return [
    await session.race({
      title: 'One huge file',
      corpus: { ...facts, keys: 1 },
      reference: 'ripgrep',
      contenders: [
        ...session.peers
          .filter(({ peer }) => peer.id === 'ripgrep')
          .flatMap((peer) => peerContenders(peer, 'files', path)),
        keyturnScan([path], { files: 1 }),
      ],
      expected: { keys: 1 },
      folders: { [path]: 'TREE' },
    }),
  ];
}

function writeHugeFile(folder: string, seed: number, bytes: number): number {
  mkdirSync(folder, { recursive: true });
  const random = new Random(seed);
  const block = Buffer.from(writeText(random.pick(CODE_LANGUAGES), random, 16_000_000), 'utf8');
  const [key] = plantedKeys(random, 1);
  const file = openSync(join(folder, 'huge.ts'), 'w');
  try {
    let written = 0;
    while (written < bytes) {
      written += writeSync(file, block);
    }
    return written + writeSync(file, `${key?.line ?? ''}\n`);
  } finally {
    closeSync(file);
  }
}
