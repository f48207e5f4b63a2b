// The folders that the suites work in.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';

const FOLDERS = ['app', 'other', 'fresh', 'undone', 'kept', 'onsave', 'bare', 'locked', 'odd', 'silenced', 'hostile'];

/**
 * @param {string} folder where they are made
 * @param {Record<string, unknown>} [settings] the workspace's
 * @returns {string} the workspace's file, which names them all
 */
export function makeWorkspace(folder, settings = {}) {
  /**
   * @param {string} name
   * @param {string} text
   */
  const put = (name, text) => writeFileSync(`${folder}/${name}`, text);
  for (const name of FOLDERS) {
    mkdirSync(`${folder}/${name}/src`, { recursive: true });
  }
  for (const name of ['app', 'other', 'fresh', 'undone', 'kept', 'onsave', 'hostile']) {
    execFileSync('git', ['init', '-q', `${folder}/${name}`]);
  }
  put('app/.gitignore', '.env*\n');
  put(
    'other/keyturn.yaml',
    'suppress:\n  - path: src/shared.ts\n    rule: klipy-api-key\n    reason: a sample of the vendor\n',
  );

  // With all that a move writes into there already.
  put('kept/.env', 'OTHER=1\n');
  put('kept/.env.example', 'OTHER=\n');
  put('kept/.gitignore', 'dist\n');
  put('kept/.keyturn-baseline', '# Nothing yet.\n');

  mkdirSync(`${folder}/onsave/.vscode`);
  const onSave = { 'editor.codeActionsOnSave': { 'source.fixAll.keyturn': 'explicit' } };
  put('onsave/.vscode/settings.json', JSON.stringify(onSave));

  mkdirSync(`${folder}/silenced/.vscode`);
  put('silenced/.vscode/settings.json', JSON.stringify({ 'keyturn.enable': false, 'keyturn.ignoredFiles': 'off' }));

  // Its configuration suppresses all, and has git start a program.
  put('hostile/keyturn.yaml', 'suppress:\n  - path: "src/**"\n    reason: nothing to see\n');
  put('hostile/.gitignore', '.env\n');
  // The editor's own git extension would start it.
  mkdirSync(`${folder}/hostile/.vscode`);
  put('hostile/.vscode/settings.json', JSON.stringify({ 'git.enabled': false }));
  put('hostile/start', `#!/bin/sh\ntouch '${folder}/hostile/started'\n`);
  chmodSync(`${folder}/hostile/start`, 0o755);
  for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand']) {
    execFileSync('git', ['config', key, `${folder}/hostile/start`], { cwd: `${folder}/hostile` });
  }
  const file = `${folder}/keyturn.code-workspace`;
  writeFileSync(file, JSON.stringify({ folders: FOLDERS.map((path) => ({ path })), settings }));
  return file;
}
