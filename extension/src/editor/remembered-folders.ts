import { BASELINE_NAME, CONFIG_NAME } from '@keyturn/config';
import * as vscode from 'vscode';
import type { FolderRules } from '../findings/judge-document.ts';
import type { Folders } from './folders.ts';

const RULES = `**/{${CONFIG_NAME},${BASELINE_NAME}}`;
/** What git ignores, and what it tracks all the same. */
const IGNORES = '**/{.gitignore,.git/index,.git/info/exclude}';

/**
 * What folders say, asked once and again when it changes: a keystroke waits neither for a file nor for git.
 */
export class RememberedFolders implements Folders, vscode.Disposable {
  readonly #folders: Folders;
  readonly #rules = new Map<string, Promise<FolderRules>>();
  readonly #ignored = new Map<string, Promise<boolean>>();
  readonly #changed = new vscode.EventEmitter<vscode.WorkspaceFolder | undefined>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];

  /** The folder of which something is to be asked again; undefined for all of them. */
  readonly onDidChange: vscode.Event<vscode.WorkspaceFolder | undefined> = this.#changed.event;

  constructor(folders: Folders) {
    this.#folders = folders;
    const { workspace } = vscode;
    this.#watch(RULES, this.#rules);
    this.#watch(IGNORES, this.#ignored);
    const forgetAll = (): void => {
      this.#rules.clear();
      this.#ignored.clear();
      this.#changed.fire(undefined);
    };
    this.#disposables.push(
      workspace.onDidGrantWorkspaceTrust(forgetAll),
      workspace.onDidChangeWorkspaceFolders(forgetAll),
      workspace.onDidCloseTextDocument(({ uri }) => this.#ignored.delete(uri.toString())),
    );
  }

  rulesFor(uri: vscode.Uri): Promise<FolderRules> {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
    return once(this.#rules, folder, () => this.#folders.rulesFor(uri));
  }

  isIgnored(uri: vscode.Uri): Promise<boolean> {
    return once(this.#ignored, uri.toString(), () => this.#folders.isIgnored(uri));
  }

  isReadOnly(uri: vscode.Uri): Promise<boolean> {
    return this.#folders.isReadOnly(uri);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #watch(pattern: string, answers: Map<string, unknown>): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const forget = (uri: vscode.Uri): void => {
      answers.clear();
      this.#changed.fire(vscode.workspace.getWorkspaceFolder(uri));
    };
    this.#disposables.push(
      watcher,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
    );
  }
}

function once<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(key, answer);
  return answer;
}
