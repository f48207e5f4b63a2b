/** The move of a key to the environment, as a command. */
import * as vscode from 'vscode';
import type { Advice } from '../environment/move.ts';
import { applyEdit } from './apply-edit.ts';
import type { FixTools } from './apply-edit.ts';
import type { KeyPlace } from './documents.ts';
import { editForMoves, saveAll } from './move-edit.ts';

/** Moves one key, after a question where that would hide nothing; says why where it cannot be. */
export async function move(
  document: vscode.TextDocument,
  place: KeyPlace,
  { folders, takenBack }: FixTools,
): Promise<void> {
  const { version } = document;
  const before = document.getText();
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
  if (!(await applyEdit(planned.edit, true))) return;
  await saveAll(planned.beside);
  takenBack.follow([...planned.beside, { uri: document.uri, before, after: document.getText() }]);
  if (first.dotenvName === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Keyturn: add the new value as the secret {0} in the settings of the repository.', first.name),
    );
  }
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
