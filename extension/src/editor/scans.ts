/** Scans of a whole folder or of its history, in a process of their own, and the page that shows what they found. */
import * as vscode from 'vscode';
import type { ScanRequest } from '../scan-process/protocol.ts';
import type { ScannedFolder } from './known-keys.ts';
import { ProcessFailure } from './scan-process.ts';
import type { ScanProcess } from './scan-process.ts';

export class Scans implements vscode.Disposable {
  readonly #process: ScanProcess;
  readonly #done = new vscode.EventEmitter<ScannedFolder>();
  readonly #disposables: vscode.Disposable[];
  #report: string | undefined;

  /** After every scan that came to its end. */
  readonly onDidScan: vscode.Event<ScannedFolder> = this.#done.event;

  constructor(process: ScanProcess) {
    this.#process = process;
    const { registerCommand, executeCommand } = vscode.commands;
    const canScan = (): void => {
      const hasDisk = (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === 'file');
      void executeCommand('setContext', 'keyturn.canScan', vscode.workspace.isTrusted && hasDisk);
    };
    this.#disposables = [
      this.#done,
      vscode.workspace.onDidGrantWorkspaceTrust(canScan),
      vscode.workspace.onDidChangeWorkspaceFolders(canScan),
      registerCommand('keyturn.scanWorkspace', (folder?: vscode.Uri) => this.#show('workspace', folder)),
      registerCommand('keyturn.scanHistory', (folder?: vscode.Uri) => this.#show('history', folder)),
      registerCommand('keyturn.showReport', () =>
        this.#report === undefined ? this.#show('workspace') : showReport(this.#report),
      ),
    ];
    canScan();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** A scan with progress and a way to stop. @returns its report; undefined where there is none */
  async scan(kind: ScanRequest['kind'], folder: vscode.Uri): Promise<string | undefined> {
    const title =
      kind === 'history'
        ? vscode.l10n.t('Keyturn: scanning the history')
        : vscode.l10n.t('Keyturn: scanning the workspace');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    try {
      return await vscode.window.withProgress(options, async (progress, cancellation) => {
        let before = 0;
        const onProgress = (done: number, total: number | null): void => {
          const increment = total === null || total === 0 ? undefined : (100 * (done - before)) / total;
          before = done;
          progress.report({
            message: total === null ? String(done) : `${done} / ${total}`,
            ...(increment !== undefined && { increment }),
          });
        };
        const request = { kind, path: folder.fsPath };
        const answer = await this.#process.ask(request, 'result', { onProgress, cancellation });
        if (answer !== undefined) this.#done.fire({ kind, folder, json: answer.json });
        return answer?.html;
      });
    } catch (error) {
      if (!(error instanceof ProcessFailure)) throw error;
      void vscode.window.showErrorMessage(`Keyturn: ${error.message}`);
      return undefined;
    }
  }

  async #show(kind: ScanRequest['kind'], folder?: vscode.Uri): Promise<void> {
    const where = await chooseFolder(folder);
    if (where === undefined) return;
    const html = await this.scan(kind, where);
    if (html === undefined) return;
    this.#report = html;
    showReport(html);
  }
}

/** Only what the user trusts: a scan of a folder runs git in it. */
async function chooseFolder(named?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const all = named === undefined ? (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri) : [named];
  const folders = all.filter(({ scheme }) => scheme === 'file');
  if (!vscode.workspace.isTrusted || folders.length === 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Keyturn: a scan needs a folder on a disk, in a workspace that you trust.'),
    );
    return undefined;
  }
  if (folders.length === 1) return folders[0];
  return (await vscode.window.showWorkspaceFolderPick())?.uri;
}

/** The page brings its own policy: no network, no script but its own. */
function showReport(html: string): void {
  const options = { enableScripts: true, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel('keyturn.report', 'Keyturn', vscode.ViewColumn.Active, options);
  // The page goes by the system, which may be dark where the editor is light.
  const draw = (): void => {
    panel.webview.html = html.replace('<html ', `<html ${looksOf(vscode.window.activeColorTheme.kind)} `);
  };
  draw();
  const following = vscode.window.onDidChangeActiveColorTheme(draw);
  panel.onDidDispose(() => void following.dispose());
}

/** The page's attributes for a theme. */
function looksOf(kind: vscode.ColorThemeKind): string {
  const { Dark, HighContrast, HighContrastLight } = vscode.ColorThemeKind;
  const theme = `data-theme="${[Dark, HighContrast].includes(kind) ? 'dark' : 'light'}"`;
  return [HighContrast, HighContrastLight].includes(kind) ? `${theme} data-contrast="more"` : theme;
}
