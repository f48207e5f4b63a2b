/** What nobody wishes for, and everybody has: after each of it, keys are seen as before. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { chmodSync, existsSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  applyFix,
  clarky,
  clarkyLine,
  file,
  fixesAt,
  keyCount,
  keysOf,
  read,
  under,
  write,
  written,
} from './editor.ts';

const MOVE = 'Move the key to an environment variable';

describe('bad input', () => {
  let number = 0;
  afterEach('keys are seen as before', async () => {
    const document = await written(file('app', `src/after-${++number}.ts`), clarkyLine);
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('is a file of 100 MB, which the editor shows and hands to nobody', async () => {
    const uri = file('other', 'large.log');
    writeFileSync(uri.fsPath, `${clarkyLine}\n`);
    truncateSync(uri.fsPath, 100_000_000);
    await rejects(async () => vscode.workspace.openTextDocument(uri));
    await vscode.commands.executeCommand('vscode.open', uri);
    deepEqual(keysOf(uri), []);
  });

  it('is a file of 8 MB, which is searched', async () => {
    const line = `${'let x = 1; '.repeat(90)}\n`;
    const document = await written(file('other', 'long.js'), line.repeat(8000) + clarkyLine);
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('is a line of 5 MB', async () => {
    const document = await written(file('other', 'minified.js'), `${'a=1;'.repeat(1_250_000)}${clarkyLine}`);
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('is a binary', async () => {
    const uri = file('other', 'image.bin');
    const bytes = Buffer.concat([Buffer.from([0, 1, 2, 0xff, 0xfe, 0]), Buffer.from(clarkyLine), Buffer.alloc(64)]);
    await vscode.workspace.fs.writeFile(uri, bytes);
    await rejects(async () => vscode.workspace.openTextDocument(uri));
    deepEqual(keysOf(uri), []);
  });

  it('is half of a surrogate pair, and control characters', async () => {
    const text = `\ud83d\u0000\u001b[31m ${clarkyLine} \udd11`;
    const document = await vscode.workspace.openTextDocument({ content: text });
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('is a .env that cannot be written: the key stays in the code', async () => {
    const folder = vscode.Uri.joinPath(file('locked', '.'));
    const text = `// Clarky\nconst key = "${clarky}";\n`;
    const document = await written(vscode.Uri.joinPath(folder, 'main.ts'), text);
    const dotenv = file('locked', '.env');
    await write(dotenv, 'OTHER=1\n');
    chmodSync(dotenv.fsPath, 0o444);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    await applyFix((await fixesAt(document.uri, key.range)).get(MOVE));
    equal(document.getText(), text);
    equal(await read(dotenv), 'OTHER=1\n');
    equal(await read(file('locked', '.env.example')), null);
  });

  it('is code that cannot be written: nothing is moved, and the baseline can take its key', async () => {
    const code = file('locked', 'vendored/main.ts');
    const text = `// Clarky\nconst key = "${clarky}";\n`;
    await write(code, text);
    chmodSync(code.fsPath, 0o444);
    const document = await vscode.workspace.openTextDocument(code);
    const [key] = await keyCount(code, 1);
    ok(key !== undefined);
    const before = await read(file('locked', '.env'));
    const fixes = await fixesAt(code, key.range);
    await applyFix(fixes.get(MOVE));
    equal(document.getText(), text);
    equal(await read(file('locked', '.env')), before);
    equal(await read(file('locked', '.gitignore')), null);
    await applyFix(fixes.get('Add the key to the baseline'));
    await keyCount(code, 0);
    equal(document.isDirty, false);
    equal(await read(code), text);
  });

  it('is a folder without git, and a machine without git', async () => {
    const uri = file('bare', '.env');
    await written(uri, `CLARKY_API_KEY=${clarky}\n`);
    const [key] = await keyCount(uri, 1);
    equal(key?.severity, vscode.DiagnosticSeverity.Error);
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const document = await written(file('app', '.env.staging'), `CLARKY_API_KEY=${clarky}\n`);
      const [other] = await keyCount(document.uri, 1);
      equal(other?.severity, vscode.DiagnosticSeverity.Error);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('is a keyturn.yaml that is broken: it hides nothing', async () => {
    const document = await written(file('bare', 'main.ts'), `${clarkyLine}\n`);
    await keyCount(document.uri, 1);
    for (const text of ['suppress: [\n', 'nonsense: true\n', 'a: &a [*a]\n', '\u0000\ufffe']) {
      await write(file('bare', 'keyturn.yaml'), text);
      const more = new vscode.WorkspaceEdit();
      more.insert(document.uri, new vscode.Position(0, 0), `${clarkyLine}\n`);
      const before = keysOf(document.uri).length;
      await vscode.workspace.applyEdit(more);
      await keyCount(document.uri, before + 1);
    }
  });

  it('is a broken baseline: it hides nothing, and no fix writes over it', async () => {
    const baseline = file('bare', '.keyturn-baseline');
    await write(baseline, 'not a baseline\n');
    const document = await written(file('bare', 'based.ts'), `${clarkyLine}\n`);
    const [key] = await keyCount(document.uri, 1);
    ok(key !== undefined);
    await applyFix((await fixesAt(document.uri, key.range)).get('Add the key to the baseline'));
    equal(await read(baseline), 'not a baseline\n');
  });

  it('is a workspace’s setting of a kind that nobody asked for', async () => {
    const settings = file('odd', '.vscode/settings.json');
    const wrong = { 'keyturn.debounce': 'x', 'keyturn.ignoredFiles': { a: 1 }, 'keyturn.enable': 'no' };
    await write(settings, JSON.stringify(wrong));
    const document = await written(file('odd', 'wrong.ts'), clarkyLine);
    deepEqual(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('is a repository whose configuration starts programs: none is started', async () => {
    const uri = file('hostile', 'main.ts');
    await written(uri, clarkyLine);
    await keyCount(uri, 1);
    await vscode.commands.executeCommand('keyturn.scanWorkspace', file('hostile', '.'));
    await vscode.commands.executeCommand('keyturn.scanHistory', file('hostile', '.'));
    ok(!existsSync(file('hostile', 'started').fsPath));
  });
});
