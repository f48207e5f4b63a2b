/** When a key first came into git: looked up when somebody asks, in a process of its own, and remembered. */
import * as vscode from 'vscode';
import { firstSeenIn } from '../findings/first-seen.ts';
import type { Documents } from './documents.ts';
import { keyAt } from './key-at.ts';
import { ProcessFailure } from './scan-process.ts';
import type { ScanProcess } from './scan-process.ts';
import type { Scans } from './scans.ts';

export class FirstSeen implements vscode.Disposable {
  readonly #documents: Documents;
  readonly #process: ScanProcess;
  /** By fingerprint; null for a key that no history had when it was last looked for. */
  readonly #known = new Map<string, string | null>();
  readonly #disposables: vscode.Disposable[];

  constructor(process: ScanProcess, documents: Documents, scans: Scans) {
    this.#documents = documents;
    this.#process = process;
    this.#disposables = [
      vscode.commands.registerCommand(
        'keyturn.findFirstCommit',
        async (uri?: vscode.Uri | string, position?: vscode.Position) => this.#find({ uri, position }),
      ),
      scans.onDidScan(({ kind, json }) => {
        if (kind === 'history') this.#learn(json);
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** In words; undefined where nobody has looked. */
  of(fingerprint: string): string | null | undefined {
    return this.#known.get(fingerprint);
  }

  #learn(json: string): void {
    for (const [fingerprint, said] of firstSeenIn(json)) this.#known.set(fingerprint, said);
  }

  async #find(where: Parameters<typeof keyAt>[1]): Promise<void> {
    const key = await keyAt(this.#documents, where);
    const folder = key === undefined ? undefined : folderOf(key.document.uri);
    if (key === undefined || folder === undefined || !vscode.workspace.isTrusted) return;
    const title = vscode.l10n.t('Keyturn: looking through the history');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    try {
      const answer = await vscode.window.withProgress(options, (_progress, cancellation) =>
        this.#process.ask({ kind: 'history', path: folder }, 'result', { cancellation }),
      );
      if (answer === undefined) return;
      this.#learn(answer.json);
    } catch (error) {
      if (!(error instanceof ProcessFailure)) throw error;
      void vscode.window.showErrorMessage(`Keyturn: ${error.message}`);
      return;
    }
    const { fingerprint, preview } = key.place.finding;
    const said = this.#known.get(fingerprint) ?? null;
    this.#known.set(fingerprint, said);
    void vscode.window.showInformationMessage(
      said === null
        ? vscode.l10n.t('Keyturn: no commit has {0}.', preview)
        : vscode.l10n.t('Keyturn: {0} was first seen in git: {1}', preview, said),
    );
  }
}

function folderOf(uri: vscode.Uri): string | undefined {
  return uri.scheme === 'file' ? vscode.Uri.joinPath(uri, '..').fsPath : undefined;
}
