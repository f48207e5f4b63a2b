/**
 * Checks what is staged when it is staged. The git extension tells of a change and not of a commit that is about to be
 * made, so this is a notice in time, and a hook is offered for what has to be stopped.
 */
import * as vscode from 'vscode';
import { StagedNotices, stagedText } from '../staged/staged-notices.ts';
import type { StagedKey } from '../staged/staged-notices.ts';
import { installPreCommitHook, lacksHook } from './pre-commit-hook.ts';
import { ProcessFailure } from './scan-process.ts';
import type { ScanProcess } from './scan-process.ts';

/** What of the git extension's API (version 1) is used here. */
interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  readonly onDidCloseRepository: vscode.Event<GitRepository>;
}
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly indexChanges: readonly { readonly uri: vscode.Uri }[];
    readonly onDidChange: vscode.Event<void>;
  };
}

/** A stage of many files tells of several changes; one scan serves for all of them. Milliseconds. */
const DELAY = 300;

export class StagedWatch implements vscode.Disposable {
  readonly #process: ScanProcess;
  readonly #onGitChange: () => void;
  readonly #watched = new Map<string, vscode.Disposable>();
  readonly #disposables: vscode.Disposable[] = [];

  /** @param onGitChange told of every change that git tells of: a file may be ignored, or tracked, from now on */
  constructor(process: ScanProcess, onGitChange: () => void) {
    this.#process = process;
    this.#onGitChange = onGitChange;
    this.#disposables.push(
      vscode.commands.registerCommand('keyturn.installHook', (folder?: vscode.Uri) => installPreCommitHook(folder)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#start()),
    );
    void this.#start();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables, ...this.#watched.values()).dispose();
  }

  async #start(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (extension === undefined || !vscode.workspace.isTrusted) return;
    const git = await extension.activate();
    const watchAll = (): void => {
      if (!git.enabled) return;
      const api = git.getAPI(1);
      for (const repository of api.repositories) this.#watch(repository);
      this.#disposables.push(
        api.onDidOpenRepository((repository) => this.#watch(repository)),
        api.onDidCloseRepository(({ rootUri }) => this.#forget(rootUri.toString())),
      );
    };
    this.#disposables.push(git.onDidChangeEnablement(watchAll));
    watchAll();
  }

  #watch(repository: GitRepository): void {
    const name = repository.rootUri.toString();
    if (this.#watched.has(name)) return;
    const check = new StagedCheck(repository, this.#process);
    const listening = repository.state.onDidChange(() => {
      this.#onGitChange();
      check.schedule();
    });
    this.#watched.set(name, vscode.Disposable.from(listening, check));
    check.schedule();
  }

  #forget(name: string): void {
    this.#watched.get(name)?.dispose();
    this.#watched.delete(name);
  }
}

/** One repository's. */
class StagedCheck implements vscode.Disposable {
  readonly #repository: GitRepository;
  readonly #process: ScanProcess;
  readonly #notices = new StagedNotices();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = '';
  #isRunning = false;

  constructor(repository: GitRepository, process: ScanProcess) {
    this.#repository = repository;
    this.#process = process;
  }

  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), DELAY);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #check(): Promise<void> {
    const { rootUri, state } = this.#repository;
    if (vscode.workspace.getConfiguration('keyturn', rootUri).get<boolean>('checkStaged') === false) return;
    if (state.indexChanges.length === 0) {
      this.#last = '';
      this.#notices.next(null);
      return;
    }
    if (this.#isRunning) {
      this.schedule();
      return;
    }
    const now = await signatureOf(this.#repository);
    if (now === this.#last) return;
    this.#last = now;
    this.#isRunning = true;
    try {
      const answer = await this.#process.ask({ kind: 'staged', path: rootUri.fsPath }, 'result');
      if (answer !== undefined) await this.#tell(this.#notices.next(answer.json));
    } catch (error) {
      // A commit, a rebase or another git may have come in between: the next change tries again.
      if (!(error instanceof ProcessFailure)) throw error;
      this.#last = '';
    } finally {
      this.#isRunning = false;
    }
  }

  async #tell(keys: readonly StagedKey[]): Promise<void> {
    const said = stagedText(keys, vscode.l10n.t);
    const [first] = keys;
    if (said === undefined || first === undefined) return;
    const { rootUri } = this.#repository;
    const show = vscode.l10n.t('Show');
    const hook = vscode.l10n.t('Install a Pre-commit Hook');
    const offers = (await lacksHook(rootUri)) ? [show, hook] : [show];
    const answerTo = async (): Promise<void> => {
      const answer = await vscode.window.showWarningMessage(`Keyturn: ${said}`, ...offers);
      if (answer === hook) await installPreCommitHook(rootUri);
      if (answer !== show) return;
      const at = new vscode.Position(first.line - 1, first.column - 1);
      const selection = new vscode.Range(at, at);
      await vscode.window.showTextDocument(vscode.Uri.joinPath(rootUri, first.path), { selection });
    };
    // Whoever leaves the notice open does not keep the next from being shown.
    void answerTo();
  }
}

/** What is staged, without reading it: a file that is staged anew changes the index and perhaps nothing of the list. */
async function signatureOf({ rootUri, state }: GitRepository): Promise<string> {
  const files = state.indexChanges.map(({ uri }) => uri.path);
  const index = await modified(vscode.Uri.joinPath(rootUri, '.git', 'index'));
  // In a linked work tree the index is elsewhere: there, every change of what git says is looked at.
  return JSON.stringify([files, state.HEAD?.commit ?? null, index ?? Date.now()]);
}

async function modified(uri: vscode.Uri): Promise<string | null> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return null;
  }
}
