import { realpathSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { BASELINE_NAME, CONFIG_NAME } from '@keyturn/config';
import { runGit } from '@keyturn/scanner/git';
import * as vscode from 'vscode';
import type { FolderConfiguration, Tree } from '../configuration/folder-configuration.ts';
import type { FolderRules } from '../findings/judge-document.ts';
import { isReadOnly, readText, watchFiles, workspacePath } from './folders.ts';
import type { DocumentRules, Folders } from './folders.ts';

const RULES = `**/{${CONFIG_NAME},${BASELINE_NAME}}`;
/** What git ignores, and what it tracks all the same. */
const IGNORES = '**/{.gitignore,.git/index,.git/info/exclude}';
const OWNER_WRITES = 0o200;

/** A root whose configuration counts: a folder on the disk, or a workspace's folder that stands on none. */
interface Root {
  readonly uri: vscode.Uri;
  /** With links resolved; null where there is no disk. */
  readonly directory: string | null;
}

/**
 * With a disk: configurations are read as a scan reads them, and git is asked; the tree's `keyturn.yaml` and git only in a
 * workspace that the user trusts.
 */
export class DiskFolders implements Folders {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #roots = new Map<string, Root | null>();
  readonly #configurations = new Map<string, Promise<FolderConfiguration>>();
  /** The last of each root that were read, for what goes on while a configuration is broken. */
  readonly #before = new Map<string, FolderRules>();
  readonly #ignored = new Map<string, Promise<boolean>>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #told = new Set<string>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  constructor() {
    this.#disposables = [
      this.#changed,
      watchFiles(RULES, () => this.#forget()),
      watchFiles(IGNORES, () => void this.forgetIgnored()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#ignored.delete(uri.fsPath)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#forget()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#forget()),
    ];
  }

  #forget(): void {
    this.#roots.clear();
    this.#configurations.clear();
    this.#ignored.clear();
    this.#changed.fire();
  }

  /** For whoever knows that git may see a file otherwise now: it was added, or is tracked no more. */
  async forgetIgnored(): Promise<void> {
    const before = [...this.#ignored];
    this.#ignored.clear();
    const now = await Promise.all(
      before.map(async ([file, was]) => (await was) !== (await this.isIgnored(vscode.Uri.file(file)))),
    );
    if (now.includes(true)) this.#changed.fire();
  }

  async rulesFor(uri: vscode.Uri): Promise<DocumentRules> {
    const root = await this.#rootOf(uri);
    if (root === null) return { rules: (await this.#configurationOf(null)).rules, path: workspacePath(uri) };
    const { rules } = await this.#configurationOf(root);
    return { rules, path: root.directory === null ? workspacePath(uri) : pathBelow(root.directory, uri.fsPath) };
  }

  isIgnored(uri: vscode.Uri): Promise<boolean> {
    return this.#ignored.get(uri.fsPath) ?? this.isIgnoredNow(uri);
  }

  isIgnoredNow(uri: vscode.Uri): Promise<boolean> {
    if (uri.scheme !== 'file' || !vscode.workspace.isTrusted) return Promise.resolve(false);
    const answer = isIgnoredByGit(uri.fsPath);
    this.#ignored.set(uri.fsPath, answer);
    return answer;
  }

  async isReadOnly(uri: vscode.Uri): Promise<boolean> {
    if (uri.scheme !== 'file') return isReadOnly(uri);
    try {
      // The editor refuses to save what its owner may not write, whoever it runs as, and does not tell us beforehand.
      if (((await stat(uri.fsPath)).mode & OWNER_WRITES) === 0) return true;
      await access(uri.fsPath, constants.W_OK);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables, ...this.#watchers.values()).dispose();
  }

  /** The repository around a file, else the workspace's folder, else the file's own, as for a scan of that file. */
  async #rootOf(uri: vscode.Uri): Promise<Root | null> {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (uri.scheme !== 'file') return folder === undefined ? null : { uri: folder, directory: null };
    const directory = dirname(uri.fsPath);
    const known = this.#roots.get(directory);
    if (known !== undefined) return known;
    const { findWorkTree } = await import('../on-demand/configuration.ts');
    let root: Root | null = null;
    try {
      const top = findWorkTree(directory) ?? realpathSync(folder?.fsPath ?? directory);
      root = { uri: vscode.Uri.file(top), directory: top };
    } catch {
      // The file’s folder is no more.
    }
    this.#roots.set(directory, root);
    return root;
  }

  async #configurationOf(root: Root | null): Promise<FolderConfiguration> {
    const name = root?.uri.toString() ?? '';
    const known = this.#configurations.get(name);
    if (known !== undefined) return known;
    const reading = this.#read(root, name);
    this.#configurations.set(name, reading);
    return reading;
  }

  async #read(root: Root | null, name: string): Promise<FolderConfiguration> {
    const { readFolderConfiguration } = await import('../on-demand/configuration.ts');
    const configuration = await readFolderConfiguration(await treeOf(root), this.#before.get(name) ?? null);
    this.#before.set(name, configuration.rules);
    this.#watch(root, name, configuration.files);
    for (const problem of configuration.problems) this.#tell(problem, root);
    return configuration;
  }

  /** Files that the general pattern does not cover: a root may lie above the workspace, and a configuration names others. */
  #watch(root: Root | null, name: string, files: readonly string[]): void {
    this.#watchers.get(name)?.dispose();
    const directory = root?.directory ?? null;
    const own = [CONFIG_NAME, BASELINE_NAME];
    const paths = [...files, ...(directory === null ? [] : own)]
      .filter((file) => directory !== null || isAbsolute(file))
      .map((file) => resolve(directory ?? '', file));
    const forget = (): void => this.#forget();
    const watching = paths.map((path) =>
      watchFiles(new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path)), forget),
    );
    this.#watchers.set(name, vscode.Disposable.from(...watching));
  }

  #tell(sentence: string, root: Root | null): void {
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    const open = vscode.l10n.t('Open keyturn.yaml');
    const isTrees = sentence.startsWith(CONFIG_NAME) && root !== null;
    const offer = async (): Promise<void> => {
      const answer = await vscode.window.showWarningMessage(`Keyturn: ${sentence}`, ...(isTrees ? [open] : []));
      if (answer === undefined || root === null) return;
      await vscode.window.showTextDocument(vscode.Uri.joinPath(root.uri, CONFIG_NAME));
    };
    void offer();
  }
}

async function treeOf(root: Root | null): Promise<Tree> {
  const { isTrusted } = vscode.workspace;
  if (root === null) return { kind: 'virtual', text: null, baseline: null };
  if (root.directory !== null) return { kind: 'disk', root: root.directory, isTrusted };
  const [text, baseline] = await Promise.all(
    [CONFIG_NAME, BASELINE_NAME].map((file) => readText(vscode.Uri.joinPath(root.uri, file))),
  );
  return { kind: 'virtual', text: isTrusted ? (text ?? null) : null, baseline: baseline ?? null };
}

/** As a scan of the root has it. Links in the way to a file are the root's too, where they were resolved. */
function pathBelow(root: string, file: string): string {
  let real = file;
  try {
    real = join(realpathSync(dirname(file)), basename(file));
  } catch {
    // Not on the disk any more: its old name serves.
  }
  return relative(root, real).replaceAll('\\', '/');
}

async function isIgnoredByGit(file: string): Promise<boolean> {
  try {
    // `check-ignore` refuses literal pathspecs. An absolute path has no magic in it; 1 says that the file is not ignored.
    const env = { GIT_LITERAL_PATHSPECS: '0' };
    const options = { cwd: dirname(file), accept: [0, 1], env, input: `${file}\0` };
    return (await runGit(['check-ignore', '--stdin', '-z'], options)).length > 0;
  } catch {
    // No git, no repository, or a file that is about to be made in a folder that is not there yet.
    return false;
  }
}
