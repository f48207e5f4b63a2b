/** The commands behind the quick fixes. Each searches the document anew, so that it changes what stands there now. */
import { BASELINE_NAME, entriesOf, formatBaseline, parseBaseline } from '@keyturn/config';
import * as vscode from 'vscode';
import type { Advice } from '../environment/move.ts';
import { appended } from '../environment/dotenv.ts';
import { allowLine } from '../findings/allow.ts';
import { pathOf } from './documents.ts';
import type { Documents, KeyPlace } from './documents.ts';
import { keyAt } from './key-at.ts';
import { readText } from './folders.ts';
import type { Folders } from './folders.ts';
import { add, editForMoves, saveAll } from './move-edit.ts';

const DAY = 86_400_000;

export function registerFixes(documents: Documents, folders: Folders): vscode.Disposable[] {
  const onKey =
    (fix: (document: vscode.TextDocument, place: KeyPlace) => Promise<void>) =>
    async (uri?: vscode.Uri, position?: vscode.Position): Promise<void> => {
      const key = await keyAt(documents, { uri, position });
      if (key !== undefined) await fix(key.document, key.place);
    };
  const { registerCommand } = vscode.commands;
  return [
    registerCommand(
      'keyturn.moveToEnvironment',
      onKey((document, place) => move(document, place, folders)),
    ),
    registerCommand('keyturn.allowHere', onKey(allow)),
    registerCommand('keyturn.addToBaseline', onKey(addToBaseline)),
    registerCommand('keyturn.ignoreFile', ignoreFile),
    registerCommand('keyturn.saveFiles', saveAll),
  ];
}

async function move(document: vscode.TextDocument, place: KeyPlace, folders: Folders): Promise<void> {
  const { version } = document;
  const planned = await editForMoves(document, [place], folders);
  if (planned === null) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Keyturn: open a folder first; its .env takes the key.'));
    return;
  }
  const [first] = planned.moves;
  if (first === undefined) {
    void vscode.window.showWarningMessage(`Keyturn: ${adviceText(planned.advice[0] ?? 'place')}`);
    return;
  }
  if (planned.locked !== null) {
    const file = vscode.workspace.asRelativePath(planned.locked);
    void vscode.window.showWarningMessage(vscode.l10n.t('Keyturn: {0} is read-only. Nothing was done.', file));
    return;
  }
  if (first.exposed !== null) {
    const yes = vscode.l10n.t('Move It Anyway');
    const detail = vscode.l10n.t(
      'This code reaches its users: {0}. A variable would be delivered with it, and everybody could read the key. Call the provider from a server instead, and rotate this key.',
      first.exposed.evidence,
    );
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('An environment variable would not hide this key.'),
      { modal: true, detail },
      yes,
    );
    if (answer !== yes) return;
  }
  if (document.version !== version) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Keyturn: the file has changed in the meantime. Nothing was done; try again.'),
    );
    return;
  }
  if (!(await apply(planned.edit))) return;
  await saveAll(planned.beside);
  if (first.dotenvName === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Keyturn: add the new value as the secret {0} in the settings of the repository.', first.name),
    );
  }
}

async function allow(document: vscode.TextDocument, { range }: KeyPlace): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Allow the key here'),
    prompt: vscode.l10n.t('Why may this key stand here? The reason is written beside it.'),
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Without a reason it is not allowed.') : undefined),
  });
  if (reason === undefined || reason.trim() === '') return;
  const choices = [30, 90, 365, 0].map((days) => ({
    days,
    label: days === 0 ? vscode.l10n.t('No expiry') : vscode.l10n.t('For {0} days', days),
  }));
  const chosen = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('For how long?') });
  if (chosen === undefined) return;
  const expires = chosen.days === 0 ? null : new Date(Date.now() + chosen.days * DAY).toISOString().slice(0, 10);
  const path = pathOf(document) ?? document.uri.path;
  const { text } = document.lineAt(range.start.line);
  const line = allowLine(document.languageId, path, text, reason, expires);
  if (line === null) return;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(range.start.line, 0), `${line}\n`);
  await apply(edit, false);
}

async function addToBaseline(document: vscode.TextDocument, { finding }: KeyPlace): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, BASELINE_NAME);
  const before = await readText(uri);
  let known;
  try {
    known = parseBaseline(before ?? '', BASELINE_NAME);
  } catch (error) {
    void vscode.window.showErrorMessage(`Keyturn: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const text = formatBaseline([...known, ...entriesOf([finding])]);
  const edit = new vscode.WorkspaceEdit();
  if (before === null) add(edit, uri, null, text);
  else edit.replace(uri, new vscode.Range(0, 0, before.split('\n').length, 0), text);
  await apply(edit);
}

async function ignoreFile(uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return;
  const gitignore = vscode.Uri.joinPath(folder.uri, '.gitignore');
  const before = await readText(gitignore);
  const edit = new vscode.WorkspaceEdit();
  const path = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
  add(edit, gitignore, before, appended(before ?? '', path === '.env' ? '.env' : `/${path}`));
  await apply(edit);
}

/** Files that were not open are saved too, as after any refactoring. */
async function apply(edit: vscode.WorkspaceEdit, isRefactoring = true): Promise<boolean> {
  const done = await vscode.workspace.applyEdit(edit, { isRefactoring });
  if (!done) {
    void vscode.window.showErrorMessage(vscode.l10n.t('Keyturn: a file could not be changed. Is it read-only?'));
  }
  return done;
}

function adviceText(advice: Advice): string {
  if (advice === 'encoded') {
    return vscode.l10n.t(
      'the key is encoded here. Take it out by hand, and read it from the environment where it is used.',
    );
  }
  if (advice === 'data') {
    return vscode.l10n.t(
      'this kind of file reads no environment variables. Have the program that reads it take the key from the environment.',
    );
  }
  return vscode.l10n.t('a variable cannot stand in this place: it is no string of its own, or has to be a constant.');
}
