/** One undo takes a fix back, in the editor and on the disk; one redo does it again. */
import { equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  applyFix,
  clarky,
  clarkyLine,
  closeAll,
  file,
  fixesAt,
  keyCount,
  klipy,
  once,
  onDisk,
  read,
  written,
} from './editor.ts';
import { HeldFiles, SCHEME } from './held-files.ts';

const MOVE = 'Move the key to an environment variable';
const BASELINE = 'Add the key to the baseline';
const moved = 'const clarkyApiKey = process.env.CLARKY_API_KEY;\n';

/** The files of the folder that a move adds to, as they are before it. */
const keptFiles = [
  ['.env', 'OTHER=1\n'],
  ['.env.example', 'OTHER=\n'],
  ['.gitignore', 'dist\n'],
] as const;

const undo = (): Thenable<void> => vscode.commands.executeCommand('undo');
const redo = (): Thenable<void> => vscode.commands.executeCommand('redo');

/** Takes back, or does again, and waits until the editor knows that the files are saved: the disk holds them before. */
async function untilSaved(act: () => Thenable<void>, files: readonly vscode.Uri[]): Promise<void> {
  const unsaved = new Set(files.map(String));
  const saved = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      unsaved.delete(String(uri));
      if (unsaved.size > 0) return;
      listener.dispose();
      resolve();
    });
  });
  await act();
  await saved;
}

/** Opens a file with one key in an editor, and does a fix of it. */
async function fixed(uri: vscode.Uri, text: string, title: string): Promise<vscode.TextDocument> {
  const document = await written(uri, text);
  await vscode.window.showTextDocument(document);
  const [key] = await keyCount(uri, 1);
  ok(key !== undefined);
  await applyFix((await fixesAt(uri, key.range)).get(title));
  return document;
}

describe('a fix that is taken back', () => {
  it('leaves no file that it has made, and the code on the disk as it was', async () => {
    const code = file('undone', 'main.ts');
    const made = [file('undone', '.env'), file('undone', '.env.example'), file('undone', '.gitignore')];
    const document = await fixed(code, `${clarkyLine}\n`, MOVE);
    equal(await read(code), moved);
    await untilSaved(undo, [code]);
    equal(document.getText(), `${clarkyLine}\n`);
    for (const uri of made) await onDisk(uri, null);
    await onDisk(code, `${clarkyLine}\n`);
    await keyCount(code, 1);

    await untilSaved(redo, [code]);
    await onDisk(code, moved);
    await onDisk(file('undone', '.env'), `CLARKY_API_KEY=${clarky}\n`);
    await undo();
    await onDisk(code, `${clarkyLine}\n`);
    for (const uri of made) await onDisk(uri, null);
  });

  it('leaves the files that it has added to as they were', async () => {
    const code = file('kept', 'main.ts');
    const all = [code, ...keptFiles.map(([name]) => file('kept', name))];
    await fixed(code, `${clarkyLine}\n`, MOVE);
    await onDisk(file('kept', '.env'), `OTHER=1\nCLARKY_API_KEY=${clarky}\n`);
    await onDisk(file('kept', '.env.example'), 'OTHER=\nCLARKY_API_KEY=\n');
    await onDisk(file('kept', '.gitignore'), 'dist\n.env\n');
    await untilSaved(undo, all);
    await onDisk(code, `${clarkyLine}\n`);
    for (const [name, text] of keptFiles) await onDisk(file('kept', name), text);
    await untilSaved(redo, all);
    await onDisk(code, moved);
    await onDisk(file('kept', '.env'), `OTHER=1\nCLARKY_API_KEY=${clarky}\n`);
    await untilSaved(undo, all);
    await onDisk(code, `${clarkyLine}\n`);
    for (const [name, text] of keptFiles) await onDisk(file('kept', name), text);
  });

  it('is on the disk as in the editor, also when the editor is just saving what is taken back', async () => {
    const files = new HeldFiles();
    const registered = vscode.workspace.registerFileSystemProvider(SCHEME, files);
    const folder = vscode.Uri.parse(`${SCHEME}:/`);
    const at = vscode.workspace.workspaceFolders?.length ?? 0;
    const added = once(vscode.workspace.onDidChangeWorkspaceFolders);
    vscode.workspace.updateWorkspaceFolders(at, 0, { uri: folder, name: SCHEME });
    await added;
    try {
      const code = file(SCHEME, 'main.ts');
      await fixed(code, `\ufeff${clarkyLine}\n`, MOVE);
      await onDisk(code, moved);
      const { begun, release } = files.hold();
      const saved = once(vscode.workspace.onDidSaveTextDocument);
      await undo();
      await begun;
      await redo();
      equal(await read(code), `${clarkyLine}\n`);
      release();
      await saved;
      await onDisk(code, moved);
      equal((await vscode.workspace.fs.readFile(code))[0], 0xef, 'its byte order mark is kept');
    } finally {
      await closeAll();
      vscode.workspace.updateWorkspaceFolders(at, 1);
      registered.dispose();
    }
  });

  it('saves nothing that somebody has typed since', async () => {
    const code = file('kept', 'typed.ts');
    const document = await fixed(code, `${clarkyLine}\n`, MOVE);
    await onDisk(code, moved);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '// one'));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 6), ' two'));
    await undo();
    equal(document.getText(), `${moved}// one`);
    equal(document.isDirty, true);
    equal(await read(code), moved);
    await undo();
    await undo();
    await onDisk(code, `${clarkyLine}\n`);
    await onDisk(file('kept', '.env'), 'OTHER=1\n');
  });

  it('is taken out of the baseline by the undo of the code that it was added from', async () => {
    const code = file('kept', 'based.ts');
    const baseline = file('kept', '.keyturn-baseline');
    const text = `// Clarky\nconst key = "${clarky}";\n`;
    await fixed(code, text, BASELINE);
    await keyCount(code, 0);
    match((await read(baseline)) ?? '', /^kt1:\S+ based\.ts$/m);
    equal(await read(code), text);
    await undo();
    await onDisk(baseline, '# Nothing yet.\n');
    await keyCount(code, 1);
    await redo();
    await keyCount(code, 0);
    await undo();
    await keyCount(code, 1);
  });

  it('has git no longer ignore what it was told to', async () => {
    const gitignore = file('undone', '.gitignore');
    const dotenv = file('undone', '.env.local');
    await fixed(dotenv, `KLIPY_API_KEY=${klipy}\n`, 'Have git ignore this file');
    await onDisk(gitignore, '/.env.local\n');
    await keyCount(dotenv, 1);
    await undo();
    await onDisk(gitignore, null);
  });

  it('is not done again by the save that takes it back', async () => {
    const code = file('onsave', 'main.ts');
    const document = await written(code, clarkyLine);
    const editor = await vscode.window.showTextDocument(document);
    await keyCount(code, 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, clarkyLine.length), '\n'));
    await document.save();
    await onDisk(code, moved);
    await onDisk(file('onsave', '.env'), `CLARKY_API_KEY=${clarky}\n`);
    await undo();
    await onDisk(code, `${clarkyLine}\n`);
    await onDisk(file('onsave', '.env'), null);
    equal(document.getText(), `${clarkyLine}\n`);
  });
});
