/** How a fix changes files. */
import * as vscode from 'vscode';
import type { Folders } from './folders.ts';
import type { TakenBack } from './taken-back.ts';

/** What a fix needs besides the key and its document. */
export interface FixTools {
  readonly folders: Folders;
  readonly takenBack: TakenBack;
}

/**
 * Tells the user where it could not be done.
 *
 * @param isRefactoring whether the files are saved too, as the user has it for refactorings
 */
export async function applyEdit(edit: vscode.WorkspaceEdit, isRefactoring = false): Promise<boolean> {
  const done = await vscode.workspace.applyEdit(edit, { isRefactoring });
  if (!done) {
    void vscode.window.showErrorMessage(vscode.l10n.t('Keyturn: a file could not be changed. Is it read-only?'));
  }
  return done;
}
