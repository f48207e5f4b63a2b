// Measures the verifier against the emulator, which runs in a process of its own: `node packages/verifier/measure.mjs`.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleSource } from '../../scripts/bundle-source.mjs';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-measure-'));
const outfile = join(folder, 'measure.mjs');
await bundleSource({
  entryPoints: [fileURLToPath(new URL('test/measure.ts', import.meta.url))],
  outfile,
});
const child = spawn(process.execPath, ['--expose-gc', outfile], { stdio: 'inherit' });
child.once('close', (code) => {
  rmSync(folder, { recursive: true });
  process.exitCode = code ?? 1;
});
