/** What the suites do in the editor, and what they wait for: events of the editor, and files on the disk. */
import * as vscode from 'vscode';

/** Put together here, so that no file holds one. */
export const clarky: string = ['ck', 'live', 'Zt4Qw8Lm2Xc6Vb1Nn9Hj5Gf3Ds7Pa0'].join('_');
export const klipy: string = ['klipy', 'api', 'Qh6Td9Wm2Xc5Vb8Nn3Kj7Gf4Rs1Pa0Lz'].join('_');
export const ambiguous: string = ['sk', 'live', 'Rb7Kd2Wq9Tz4Yx1Mf6Hn8Gc3Vj5Lp0'].join('_');

export const clarkyLine: string = `const clarkyApiKey = "${clarky}";`;

/** The workspace's folder of that name. @throws Error where there is none */
function folder(name: string): vscode.Uri {
  const found = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the workspace has no folder ${name}`);
  return found.uri;
}

export function file(folderName: string, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(folderName), path);
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** What the disk holds; null where there is no such file. */
export async function read(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

/** The next time that it happens. */
export function once<T>(event: vscode.Event<T>): Promise<T> {
  return new Promise((resolve) => {
    const listener = event((value) => {
      listener.dispose();
      resolve(value);
    });
  });
}

/** Between two looks at the disk, in milliseconds. */
const LOOK_AGAIN = 25;
/** What is waited for longer, in milliseconds, does not come; less than the suite's own limit, which could not say what. */
const PATIENCE = 20_000;

/**
 * Waits until the disk holds a text; null: until there is no such file. By looking: a watcher begins some time after it was
 * asked for, and what happens meanwhile is told to nobody.
 *
 * @throws Error with what it holds in its place, after a while
 */
export async function onDisk(uri: vscode.Uri, text: string | null): Promise<void> {
  const since = Date.now();
  for (;;) {
    const held = await read(uri);
    if (held === text) return;
    if (Date.now() - since > PATIENCE) {
      throw new Error(`${uri.path} holds ${JSON.stringify(held)} in place of ${JSON.stringify(text)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}

/** Writes a file and opens it. */
export async function written(uri: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  await write(uri, text);
  return vscode.workspace.openTextDocument(uri);
}

/** Ours, in the order of the text. */
export function keysOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Keyturn')
    .toSorted((a, b) => a.range.start.compareTo(b.range.start));
}

/** Waits until a document's keys are as wished. @throws Error with what they are, after a while */
export function keys(
  uri: vscode.Uri,
  isSo: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const found = keysOf(uri);
      if (isSo(found)) resolve(found);
      return isSo(found);
    };
    if (look()) return;
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (!look()) return;
      listener.dispose();
      clearTimeout(limit);
    });
    const limit = setTimeout(() => {
      listener.dispose();
      const told = keysOf(uri).map((key) => `${String(ruleOf(key))} ${key.message}`);
      reject(new Error(`keys of ${uri.path}: ${told.join('; ')}`));
    }, PATIENCE);
  });
}

export function keyCount(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  return keys(uri, ({ length }) => length === count);
}

/** The code of a diagnostic: the rule's id. */
export function ruleOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** What the range holds. */
export function under(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics.map(({ range }) => document.getText(range));
}

/** The quick fixes of a document's key, by their titles. */
export async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<Map<string, vscode.CodeAction>> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return new Map(actions.map((action) => [action.title, action]));
}

/** Applies a fix as the editor does: its edit, then its command. */
export async function applyFix(action: vscode.CodeAction | undefined): Promise<void> {
  if (action === undefined) throw new Error('no such fix');
  if (action.edit !== undefined) await vscode.workspace.applyEdit(action.edit);
  const { command } = action;
  const arguments_: unknown[] = command?.arguments ?? [];
  if (command !== undefined) await vscode.commands.executeCommand(command.command, ...arguments_);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
