/** A workspace that nobody trusts yet: keys are seen, nothing of the folder is obeyed, no program is started. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { clarky, clarkyLine, file, keyCount, under, written } from './editor.ts';

describe('an untrusted workspace', () => {
  it('is one', () => {
    equal(vscode.workspace.isTrusted, false);
    equal(vscode.workspace.getConfiguration('keyturn').get('debounce'), 200);
  });

  it('has its keys shown, whatever its settings and its keyturn.yaml say', async () => {
    for (const uri of [file('hostile', 'src/main.ts'), file('silenced', 'src/main.ts')]) {
      const document = await written(uri, clarkyLine);
      const found = await keyCount(uri, 1);
      deepEqual(under(document, found), [clarky]);
      equal(found[0]?.severity, vscode.DiagnosticSeverity.Error);
      const change = new vscode.WorkspaceEdit();
      change.insert(uri, new vscode.Position(0, 0), `${clarkyLine}\n`);
      await vscode.workspace.applyEdit(change);
      await keyCount(uri, 2);
    }
  });

  it('has its ignored files told like any other, since git is not asked', async () => {
    const document = await written(file('hostile', '.env'), `CLARKY_API_KEY=${clarky}\n`);
    const [key] = await keyCount(document.uri, 1);
    equal(key?.severity, vscode.DiagnosticSeverity.Error);
    ok(!existsSync(file('hostile', 'started').fsPath));
  });

  it('is not scanned, not even by somebody who calls the command', async () => {
    for (const command of ['keyturn.scanWorkspace', 'keyturn.scanHistory']) {
      // It answers once the user has read why not.
      void vscode.commands.executeCommand(command);
      void vscode.commands.executeCommand(command, file('hostile', '.'));
    }
    const document = await written(file('hostile', 'later.ts'), clarkyLine);
    await keyCount(document.uri, 1);
    deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.filter(({ input }) => input instanceof vscode.TabInputWebview),
      ),
      [],
    );
    ok(!existsSync(file('hostile', 'started').fsPath));
  });
});
