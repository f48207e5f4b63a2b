/** Keeps the index of known keys: told by every search of a document and every scan of a folder. */
import * as vscode from 'vscode';
import { KeyIndex } from '../keys/key-index.ts';
import type { Documents } from './documents.ts';

/** What a scan of a folder on the disk has found. */
export interface ScannedFolder {
  readonly kind: 'workspace' | 'history' | 'staged';
  readonly folder: vscode.Uri;
  /** `keyturn/findings@1`. */
  readonly json: string;
}

export class KnownKeys implements vscode.Disposable {
  readonly index: KeyIndex = new KeyIndex();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  constructor(documents: Documents, onDidScan?: vscode.Event<ScannedFolder>) {
    const { workspace } = vscode;
    this.#disposables = [
      this.#changed,
      documents.onDidSearch(({ document: { uri }, places, isIgnored }) => {
        if (this.index.setDocument(uri.toString(), places, isIgnored)) this.#changed.fire();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        // Nothing else keeps what is on no disk.
        if (workspace.getWorkspaceFolder(uri) === undefined) this.#forget([uri]);
      }),
      workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      workspace.onDidRenameFiles(({ files }) => this.#forget(files.map(({ oldUri }) => oldUri))),
    ];
    if (onDidScan !== undefined) this.#disposables.push(onDidScan((scanned) => this.#take(scanned)));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #forget(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) this.index.forget(uri.toString());
    this.#changed.fire();
  }

  #take({ kind, folder, json }: ScannedFolder): void {
    if (kind !== 'workspace') return;
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    const top = `${folder.toString().replace(/\/$/, '')}/`;
    this.index.setScan(
      json,
      (uri) => uri.startsWith(top),
      (root, path) => vscode.Uri.joinPath(vscode.Uri.file(root), path).toString(),
      (uri) => open.has(uri),
    );
    this.#changed.fire();
  }
}
