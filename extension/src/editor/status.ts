import * as vscode from 'vscode';
import type { Documents } from './documents.ts';

/** How many keys stand in the open documents; a click shows them. */
export function showCount(documents: Documents): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('keyturn.count', vscode.StatusBarAlignment.Left);
  item.name = 'Keyturn';
  item.command = 'workbench.actions.view.problems';
  const update = (): void => {
    const number = documents.open().reduce((sum, { places }) => sum + places.length, 0);
    item.text = `$(key) ${number}`;
    const said = number === 1 ? vscode.l10n.t('1 key in open files') : vscode.l10n.t('{0} keys in open files', number);
    item.tooltip = `Keyturn: ${said}`;
    item.accessibilityInformation = { label: `Keyturn: ${said}` };
    if (number === 0) item.hide();
    else item.show();
  };
  return vscode.Disposable.from(item, documents.onDidChange(update));
}
