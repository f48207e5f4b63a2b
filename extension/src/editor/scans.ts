/** Scans of a whole folder or of its history, in a process of their own, and the page that shows what they found. */
import { fork } from 'node:child_process';
import * as vscode from 'vscode';
import type { ScanMessage, ScanRequest } from '../scan-process/protocol.ts';

export function registerScans(context: vscode.ExtensionContext): void {
  const canScan = (): void => {
    const hasDisk = (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === 'file');
    void vscode.commands.executeCommand('setContext', 'keyturn.canScan', vscode.workspace.isTrusted && hasDisk);
  };
  let report: string | undefined;
  const scan = async (kind: ScanRequest['kind'], folder?: vscode.Uri): Promise<void> => {
    const where = folder ?? (await chooseFolder());
    if (where === undefined) return;
    const html = await scanWithProgress(context, { kind, path: where.fsPath });
    if (html === undefined) return;
    report = html;
    showReport(html);
  };
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(canScan),
    vscode.workspace.onDidChangeWorkspaceFolders(canScan),
    vscode.commands.registerCommand('keyturn.scanWorkspace', (folder?: vscode.Uri) => scan('workspace', folder)),
    vscode.commands.registerCommand('keyturn.scanHistory', (folder?: vscode.Uri) => scan('history', folder)),
    vscode.commands.registerCommand('keyturn.showReport', () =>
      report === undefined ? scan('workspace') : showReport(report),
    ),
  );
  canScan();
}

/** Only what the user trusts: a scan of a folder runs git in it. */
async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (!vscode.workspace.isTrusted || folders.length === 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Keyturn: a scan needs a folder on a disk, in a workspace that you trust.'),
    );
    return undefined;
  }
  if (folders.length === 1) return folders[0]?.uri;
  return (await vscode.window.showWorkspaceFolderPick())?.uri;
}

async function scanWithProgress(context: vscode.ExtensionContext, request: ScanRequest): Promise<string | undefined> {
  const title =
    request.kind === 'history'
      ? vscode.l10n.t('Keyturn: scanning the history')
      : vscode.l10n.t('Keyturn: scanning the workspace');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, cancellation) => {
    const file = vscode.Uri.joinPath(context.extensionUri, 'scan.mjs').fsPath;
    const child = fork(file, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const stop = cancellation.onCancellationRequested(() => child.kill());
    let before = 0;
    return new Promise<string | undefined>((resolve) => {
      let html: string | undefined;
      let failure: string | undefined;
      child.on('message', (raw) => {
        const message = raw as ScanMessage;
        if (message.type === 'progress') {
          const { done, total } = message;
          const increment = total === null || total === 0 ? undefined : (100 * (done - before)) / total;
          before = done;
          progress.report({
            message: total === null ? String(done) : `${done} / ${total}`,
            ...(increment !== undefined && { increment }),
          });
        } else if (message.type === 'result') ({ html } = message);
        else failure = message.message;
      });
      child.on('error', (error) => (failure = error.message));
      child.on('close', (code) => {
        stop.dispose();
        if (html === undefined && !cancellation.isCancellationRequested) {
          void vscode.window.showErrorMessage(
            `Keyturn: ${failure ?? vscode.l10n.t('the scan ended early ({0}).', code ?? -1)}`,
          );
        }
        resolve(html);
      });
      child.send(request);
    });
  });
}

/** The page brings its own policy: no network, no script but its own. */
function showReport(html: string): void {
  const options = { enableScripts: true, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel('keyturn.report', 'Keyturn', vscode.ViewColumn.Active, options);
  panel.webview.html = html;
}
