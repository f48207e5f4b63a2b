import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../contender.ts';
import { EXECUTABLE, keyturnScan, withCertificates } from '../keyturn.ts';
import { plantedKeys } from '../planted-keys.ts';
import { Random } from '../random.ts';
import { root } from '../root.ts';
import type { Table } from '../result.ts';
import type { Session } from '../session.ts';

/** What a start costs: Node alone, our version, and one small file, through the executable and through the checkout. */
export function startTable(session: Session): Promise<Table> {
  const folder = join(session.scratch, 'small');
  const file = join(folder, 'one.ts');
  mkdirSync(folder, { recursive: true });
  const [key] = plantedKeys(new Random(session.options.seed), 1);
  writeFileSync(file, `// One small file.\n${key?.line ?? ''}\nexport {};\n`);
  const small = keyturnScan([file], { files: 1 }, 'keyturn scan one.ts');
  const node = plain('node -e 0', 'yardstick', ['-e', '0']);
  return session.race({
    title: 'Start',
    corpus: { files: 1 },
    reference: node.id,
    contenders: [
      node,
      ...withCertificates(node),
      plain('keyturn --version', 'ours', [EXECUTABLE, '--version']),
      small,
      {
        ...small,
        id: './keyturn scan one.ts',
        command: {
          ...small.command,
          args: [join(root, 'keyturn'), ...small.command.args.slice(1)],
        },
      },
    ],
    folders: { [folder]: 'FOLDER' },
  });
}

function plain(id: string, role: Contender['role'], args: readonly string[]): Contender {
  return {
    id,
    role,
    version: null,
    command: { program: process.execPath, args, output: 'capture' },
    expectedExits: [0],
    found: () => null,
  };
}
