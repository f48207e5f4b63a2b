// Packs an extension. The packer is installed into a cache the first time.

import { run } from '../../scripts/run.mjs';
import { installTools } from './install.mjs';

/**
 * @param {string} folder of the extension
 * @param {string} vsix the file to write
 * @throws Error with what the packer said, where it refuses
 */
export async function packExtension(folder, vsix) {
  const packer = `${await installTools()}/node_modules/@vscode/vsce/vsce`;
  const { code, output } = await run(
    process.execPath,
    [packer, 'package', '--no-dependencies', '--skip-license', '--out', vsix],
    { cwd: folder },
  );
  if (code !== 0) {
    throw new Error(`${folder} could not be packed:\n${output}`);
  }
}
