/** The offer of a pre-commit hook: the editor sees what is staged, and only a hook stops a commit. */
import * as vscode from 'vscode';

/** Whether there is none yet, so that one can be offered. */
export async function lacksHook(folder: vscode.Uri): Promise<boolean> {
  try {
    const { hasHook } = await import('../on-demand/hook.ts');
    return !(await hasHook(folder.fsPath));
  } catch {
    // Who cannot tell does not offer.
    return false;
  }
}

/** Installs it as `keyturn hook install` does, and says what was done. Only in a workspace that the user trusts. */
export async function installPreCommitHook(folder?: vscode.Uri): Promise<void> {
  const where = folder ?? (vscode.workspace.workspaceFolders ?? []).find(({ uri }) => uri.scheme === 'file')?.uri;
  if (where === undefined || !vscode.workspace.isTrusted) return;
  const { findWorkTree, installHook, keyturnProgram } = await import('../on-demand/hook.ts');
  const command = keyturnProgram(findWorkTree(where.fsPath) ?? where.fsPath);
  if (command === null) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'Keyturn: a hook starts the command keyturn, which is not installed here. Install it first: npm install --global keyturn',
      ),
    );
    return;
  }
  const said: string[] = [];
  try {
    await installHook({ folder: where.fsPath, command, tell: (sentence) => said.push(sentence) });
    void vscode.window.showInformationMessage(`Keyturn: ${said.join(' ')}`);
  } catch (error) {
    void vscode.window.showErrorMessage(`Keyturn: ${error instanceof Error ? error.message : String(error)}`);
  }
}
