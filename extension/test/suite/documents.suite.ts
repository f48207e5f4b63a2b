/** Every kind of document that an editor has. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ambiguous, clarky, clarkyLine, file, keyCount, keys, klipy, ruleOf, under, write, written } from './editor.ts';

describe('documents', () => {
  it('show each key just where it stands, and no placeholder', async () => {
    const text = `const a = "ck_live_paste_your_key_here";\n${clarkyLine}\nconst secret = "${ambiguous}";\n`;
    const document = await written(file('app', 'src/keys.ts'), text);
    const found = await keyCount(document.uri, 2);
    deepEqual(under(document, found), [clarky, ambiguous]);
    deepEqual(found.map(ruleOf), ['clarky-api-key', 'ambiguous-secret-key']);
    const { Error, Warning } = vscode.DiagnosticSeverity;
    deepEqual(
      found.map(({ severity }) => severity),
      [Error, Warning],
    );
    for (const { message, code } of found) {
      ok(!message.includes(clarky.slice(-8)) && !message.includes(ambiguous.slice(-8)));
      ok(typeof code === 'object' && code.target.path.endsWith('/docs/rules.md'));
    }
  });

  it('are followed edit by edit, as if each were searched anew', async () => {
    const document = await written(file('app', 'src/edited.ts'), '// 🔑 first\r\n\r\n// last\r\n');
    const edit = async (range: vscode.Range, text: string): Promise<void> => {
      const change = new vscode.WorkspaceEdit();
      change.replace(document.uri, range, text);
      await vscode.workspace.applyEdit(change);
    };
    const line = (number: number): vscode.Range => new vscode.Range(number, 0, number, 0);
    await edit(line(1), clarkyLine);
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
    await edit(line(0), '// ä 🔑\n');
    deepEqual(under(document, await keys(document.uri, ([one]) => one?.range.start.line === 2)), [clarky]);
    await edit(line(3), `const klipyKey = "${klipy}";`);
    deepEqual(under(document, await keyCount(document.uri, 2)), [clarky, klipy]);
    // A key that is cut in two is none.
    await edit(new vscode.Range(2, 40, 2, 40), ' ');
    deepEqual(under(document, await keyCount(document.uri, 1)), [klipy]);
    await edit(new vscode.Range(2, 40, 2, 41), '');
    deepEqual(under(document, await keyCount(document.uri, 2)), [clarky, klipy]);
  });

  it('keep their keys in place when their line ends change', async () => {
    const document = await written(file('app', 'src/ends.ts'), `\n\n${clarkyLine}\n`);
    await keyCount(document.uri, 1);
    const change = new vscode.WorkspaceEdit();
    change.set(document.uri, [vscode.TextEdit.setEndOfLine(vscode.EndOfLine.CRLF)]);
    await vscode.workspace.applyEdit(change);
    const more = new vscode.WorkspaceEdit();
    more.insert(document.uri, new vscode.Position(3, 0), `const klipyKey = "${klipy}";`);
    await vscode.workspace.applyEdit(more);
    deepEqual(under(document, await keyCount(document.uri, 2)), [clarky, klipy]);
  });

  it('need no file: an untitled one', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: clarkyLine });
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('need no disk: a virtual one', async () => {
    const content = { provideTextDocumentContent: () => `clarky:\n  apiKey: ${clarky}\n` };
    const provider = vscode.workspace.registerTextDocumentContentProvider('sample', content);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('sample:/config/app.yaml'));
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
    provider.dispose();
  });

  it('are searched cell by cell in a notebook', async () => {
    const cell = (source: string, kind = 'code'): object => ({
      cell_type: kind,
      metadata: {},
      source: [source],
      ...(kind === 'code' && { execution_count: null, outputs: [] }),
    });
    const cells = [cell('import clarky'), cell(`clarky_api_key = "${clarky}"`), cell(`klipy ${klipy}`, 'markdown')];
    const uri = file('app', 'explore.ipynb');
    await write(uri, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    const [first, second, third] = notebook.getCells().map(({ document }) => document);
    ok(first !== undefined && second !== undefined && third !== undefined);
    deepEqual(under(second, await keyCount(second.uri, 1)), [clarky]);
    deepEqual(under(third, await keyCount(third.uri, 1)), [klipy]);
    await keyCount(first.uri, 0);
  });

  it('are searched on the right side of a diff, and not on the left', async () => {
    const uri = file('app', 'src/compared.ts');
    await write(uri, `// Clarky\n${clarkyLine}\n`);
    const { fsPath } = file('app', '.');
    execFileSync('git', ['add', 'src/compared.ts'], { cwd: fsPath });
    const left = uri.with({ scheme: 'git', query: JSON.stringify({ path: uri.fsPath, ref: '' }) });
    await vscode.commands.executeCommand('vscode.diff', left, uri, 'Compared');
    const document = await vscode.workspace.openTextDocument(uri);
    deepEqual(under(document, await keyCount(uri, 1)), [clarky]);
    const other = vscode.workspace.textDocuments.find((one) => one.uri.toString() === left.toString());
    equal(other?.getText(), document.getText());
    await keyCount(left, 0);
  });

  it('that git ignores are told as information, until somebody tracks them', async () => {
    const uri = file('app', '.env.local');
    const document = await written(uri, `CLARKY_API_KEY=${clarky}\n`);
    const { Error, Information } = vscode.DiagnosticSeverity;
    await keys(uri, ([one]) => one?.severity === Information);
    execFileSync('git', ['add', '-f', '.env.local'], { cwd: file('app', '.').fsPath });
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(1, 0), '# now tracked\n');
    await vscode.workspace.applyEdit(change);
    await keys(uri, ([one]) => one?.severity === Error);
  });

  it('obey the rules of their own folder, and of no other', async () => {
    const name = 'src/shared.ts';
    const inApp = await written(file('app', name), `${clarkyLine}\nconst klipyKey = "${klipy}";\n`);
    const inOther = await written(file('other', name), `${clarkyLine}\nconst klipyKey = "${klipy}";\n`);
    await keyCount(inApp.uri, 2);
    deepEqual(under(inOther, await keyCount(inOther.uri, 1)), [clarky]);
  });

  it('lose their marks when they are closed', async () => {
    const uri = file('app', 'src/closed.ts');
    await write(uri, clarkyLine);
    // What an extension opens stays open for some minutes.
    await vscode.commands.executeCommand('vscode.open', uri);
    await keyCount(uri, 1);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await keyCount(uri, 0);
  });
});
