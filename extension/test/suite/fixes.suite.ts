/** The fixes: what they write, and what they leave alone. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { applyFix, clarky, clarkyLine, file, fixesAt, keyCount, klipy, read, written } from './editor.ts';

const MOVE = 'Move the key to an environment variable';

describe('fixes', () => {
  it('move a key out of the code, into files that are saved', async () => {
    const document = await written(file('fresh', 'main.py'), `CLARKY_API_KEY = "${clarky}"\n`);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    const fixes = await fixesAt(document.uri, key.range);
    deepEqual(
      [...fixes.keys()],
      [MOVE, 'Allow the key here…', 'Replace the key by a placeholder', 'Add the key to the baseline'],
    );
    equal(fixes.get(MOVE)?.isPreferred, true);
    await applyFix(fixes.get(MOVE));
    equal(document.getText(), 'import os\nCLARKY_API_KEY = os.environ["CLARKY_API_KEY"]\n');
    equal(await read(file('fresh', '.env')), `CLARKY_API_KEY=${clarky}\n`);
    equal(await read(file('fresh', '.env.example')), 'CLARKY_API_KEY=\n');
    equal(await read(file('fresh', '.gitignore')), '.env\n');
    await keyCount(document.uri, 0);
  });

  it('add to a .env that is open and changed, and save what they have added', async () => {
    const uri = file('fresh', '.env');
    const dotenv = await vscode.workspace.openTextDocument(uri);
    const change = new vscode.WorkspaceEdit();
    change.insert(uri, new vscode.Position(0, 0), '# mine\n');
    await vscode.workspace.applyEdit(change);
    const document = await written(file('fresh', 'more.js'), `const klipyApiKey = "${klipy}";\n`);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    await applyFix((await fixesAt(document.uri, key.range)).get(MOVE));
    equal(document.getText(), 'const klipyApiKey = process.env.KLIPY_API_KEY;\n');
    equal(await read(uri), `# mine\nCLARKY_API_KEY=${clarky}\nKLIPY_API_KEY=${klipy}\n`);
    equal(dotenv.isDirty, false);
    equal(await read(file('fresh', '.env.example')), 'CLARKY_API_KEY=\nKLIPY_API_KEY=\n');
  });

  it('move all keys of a file at once, and none twice', async () => {
    const uri = file('fresh', 'all.ts');
    const document = await written(uri, `${clarkyLine}\nconst klipyApiKey = "${klipy}";\n`);
    await keyCount(uri, 2);
    await vscode.window.showTextDocument(document);
    const { value } = vscode.CodeActionKind.SourceFixAll.append('keyturn');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const [action, ...others] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      whole,
      value,
    );
    deepEqual(others, []);
    await applyFix(action);
    equal(
      document.getText(),
      'const clarkyApiKey = process.env.CLARKY_API_KEY;\nconst klipyApiKey = process.env.KLIPY_API_KEY;\n',
    );
    equal(await read(file('fresh', '.env.example')), 'CLARKY_API_KEY=\nKLIPY_API_KEY=\n');
  });

  it('are taken back by one undo', async () => {
    const text = `// Clarky\nconst key = "${clarky}";\n`;
    const document = await written(file('fresh', 'undone.ts'), text);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    await vscode.window.showTextDocument(document);
    await applyFix((await fixesAt(document.uri, key.range)).get('Replace the key by a placeholder'));
    await keyCount(document.uri, 0);
    equal(document.getText(), '// Clarky\nconst key = "ck_live_paste_your_key_here";\n');
    await vscode.commands.executeCommand('undo');
    equal(document.getText(), text);
    await keyCount(document.uri, 1);
  });

  it('do nothing to a place from which the key has gone', async () => {
    const document = await written(file('fresh', 'changing.ts'), `${clarkyLine}\n`);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    const fixes = await fixesAt(document.uri, key.range);
    const before = await read(file('fresh', '.env'));
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, new vscode.Range(0, 0, 0, 8), 'let ');
    change.replace(document.uri, key.range, 'nothing');
    await vscode.workspace.applyEdit(change);
    await applyFix(fixes.get(MOVE));
    equal(document.getText(), `let ${clarkyLine.slice(8).replace(clarky, 'nothing')}\n`);
    equal(await read(file('fresh', '.env')), before);
  });

  it('find a key again that has moved within its line', async () => {
    const document = await written(file('fresh', 'shifted.ts'), `${clarkyLine}\n`);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    const fixes = await fixesAt(document.uri, key.range);
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), 'export ');
    // Not awaited in between: the fix meets a document that has just changed.
    await Promise.all([vscode.workspace.applyEdit(change), applyFix(fixes.get(MOVE))]);
    const text = document.getText();
    ok(
      text === 'export const clarkyApiKey = process.env.CLARKY_API_KEY;\n' || text === `export ${clarkyLine}\n`,
      'the code is either moved or untouched',
    );
  });
});
