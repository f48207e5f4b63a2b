/** The commands behind the quick fixes. Each searches the document anew, so that it changes what stands there now. */
import { BASELINE_NAME, entriesOf, formatBaseline, parseBaseline } from '@keyturn/config';
import * as vscode from 'vscode';
import { appended } from '../environment/dotenv.ts';
import { allowLine } from '../findings/allow.ts';
import { applyEdit } from './apply-edit.ts';
import type { FixTools } from './apply-edit.ts';
import { pathOf } from './documents.ts';
import type { Documents, KeyPlace } from './documents.ts';
import { keyAt } from './key-at.ts';
import { readText } from './folders.ts';
import { add, saveAll } from './move-edit.ts';
import { move } from './move-key.ts';
import type { FixedFile } from './taken-back.ts';

const DAY = 86_400_000;

export function registerFixes(documents: Documents, tools: FixTools): vscode.Disposable[] {
  const onKey =
    (fix: (document: vscode.TextDocument, place: KeyPlace, tools: FixTools) => Promise<void>) =>
    async (uri?: vscode.Uri, position?: vscode.Position): Promise<void> => {
      const key = await keyAt(documents, { uri, position });
      if (key !== undefined) await fix(key.document, key.place, tools);
    };
  const { registerCommand } = vscode.commands;
  return [
    registerCommand('keyturn.moveToEnvironment', onKey(move)),
    registerCommand('keyturn.allowHere', onKey(allow)),
    registerCommand('keyturn.addToBaseline', onKey(addToBaseline)),
    registerCommand('keyturn.ignoreFile', onKey(ignoreFile)),
    registerCommand('keyturn.saveFiles', async (beside: readonly FixedFile[], uri: vscode.Uri, before: string) => {
      await saveAll(beside);
      const document = await vscode.workspace.openTextDocument(uri);
      tools.takenBack.follow([...beside, { uri, before, after: document.getText() }]);
    }),
  ];
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
  await applyEdit(edit);
}

async function addToBaseline(
  document: vscode.TextDocument,
  { finding, range }: KeyPlace,
  tools: FixTools,
): Promise<void> {
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
  const after = formatBaseline([...known, ...entriesOf([finding])]);
  await writeBeside(document, range, { uri, before, after }, tools);
}

async function ignoreFile(document: vscode.TextDocument, { range }: KeyPlace, tools: FixTools): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, '.gitignore');
  const before = await readText(uri);
  const path = vscode.workspace.asRelativePath(document.uri, false).replaceAll('\\', '/');
  const after = (before ?? '') + appended(before ?? '', path === '.env' ? '.env' : `/${path}`);
  await writeBeside(document, range, { uri, before, after }, tools);
}

/** Writes a file beside the document that somebody is in, whose next undo takes that back. */
async function writeBeside(
  document: vscode.TextDocument,
  range: vscode.Range,
  { uri, before, after }: { readonly uri: vscode.Uri; readonly before: string | null; readonly after: string },
  { folders, takenBack }: FixTools,
): Promise<void> {
  const { isDirty } = document;
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  // An editor takes back what was done to its own text: so the key, replaced by itself, is part of the edit. What has no
  // label is compared first, and left out where it changes nothing.
  if (!(await folders.isReadOnly(document.uri))) {
    edit.replace(document.uri, range, document.getText(range), {
      label: 'Keyturn',
      needsConfirmation: false,
    });
  }
  if (before === null) add(edit, uri, null, after);
  else edit.replace(uri, new vscode.Range(0, 0, before.split('\n').length, 0), after);
  if (!(await applyEdit(edit))) return;
  const files = [
    { uri: document.uri, before: text, after: text },
    ...(before === null ? [] : [{ uri, before, after }]),
  ];
  await saveAll(isDirty ? files.slice(1) : files);
  takenBack.follow(files);
}
