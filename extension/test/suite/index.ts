/** What an extension host calls: `KEYTURN_SUITE` says which suites. Resolves when all have passed. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { once } from './editor.ts';

const SUITES: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  trusted: [
    () => import('./documents.suite.ts'),
    () => import('./fixes.suite.ts'),
    () => import('./taken-back.suite.ts'),
    () => import('./bad-input.suite.ts'),
  ],
  untrusted: [() => import('./untrusted.suite.ts')],
};

/** Now and then the editor starts its host before it has read the workspace. */
async function workspaceIsOpen(): Promise<void> {
  while ((vscode.workspace.workspaceFolders?.length ?? 0) === 0) {
    await once(vscode.workspace.onDidChangeWorkspaceFolders);
  }
}

export async function run(): Promise<void> {
  await workspaceIsOpen();
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of SUITES[process.env['KEYTURN_SUITE'] ?? 'trusted'] ?? []) await load();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      // The editor reports success when the host dies: whoever started it trusts this file alone.
      const results = process.env['KEYTURN_RESULTS'];
      if (results !== undefined) writeFileSync(results, JSON.stringify(runner.stats));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
}
