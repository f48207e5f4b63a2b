/** What the folder around a document says about it. */
import { BASELINE_NAME, parseBaseline } from '@keyturn/config';
import * as vscode from 'vscode';
import { NO_RULES } from '../findings/judge-document.ts';
import type { FolderRules } from '../findings/judge-document.ts';

/** What counts for one document. */
export interface DocumentRules {
  /** The same object for all documents of a root, until something of it changes. */
  readonly rules: FolderRules;
  /** As a scan of the root has it, with `/`; null for what has no file. */
  readonly path: string | null;
}

export interface Folders extends vscode.Disposable {
  /** Never rejects: what is broken suppresses nothing. */
  rulesFor(uri: vscode.Uri): Promise<DocumentRules>;
  /** Whether git ignores a file; false where nobody can tell. */
  isIgnored(uri: vscode.Uri): Promise<boolean>;
  /** The same, asked of git itself: for whoever is about to put a key into the file. A watcher tells of changes late. */
  isIgnoredNow(uri: vscode.Uri): Promise<boolean>;
  /** Whether a file, or what is about to become one, cannot be written. */
  isReadOnly(uri: vscode.Uri): Promise<boolean>;
  /** Whatever was known may have changed: all of it is asked for again. */
  readonly onDidChange: vscode.Event<void>;
}

const LARGEST_BASELINE = 64_000_000;

/** Text of a file of a folder, through whatever file system holds it; null where there is none. */
export async function readText(uri: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_BASELINE) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Not there, or not to be read: the same to whoever asks.
    return null;
  }
}

/** Relative to the workspace's folder; null for what has no file. */
export function workspacePath(uri: vscode.Uri): string | null {
  return uri.scheme === 'untitled' ? null : vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
}

/** The baseline of a document's folder. A broken one is no reason to hide a key. */
async function baselineFor(uri: vscode.Uri): Promise<FolderRules['baseline']> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const text = folder === undefined ? null : await readText(vscode.Uri.joinPath(folder.uri, BASELINE_NAME));
  if (text === null) return [];
  try {
    return parseBaseline(text, BASELINE_NAME);
  } catch {
    return [];
  }
}

/** Without a disk: the baseline counts, and no git says what is ignored. */
export function virtualFolders(): Folders {
  const changed = new vscode.EventEmitter<void>();
  const watching = watchFiles(`**/${BASELINE_NAME}`, () => changed.fire());
  return {
    rulesFor: async (uri) => ({ rules: { ...NO_RULES, baseline: await baselineFor(uri) }, path: workspacePath(uri) }),
    isIgnored: () => Promise.resolve(false),
    isIgnoredNow: () => Promise.resolve(false),
    isReadOnly,
    onDidChange: changed.event,
    dispose: () => void vscode.Disposable.from(changed, watching).dispose(),
  };
}

/** Tells whenever one of the files is written, made or taken away. */
export function watchFiles(files: vscode.GlobPattern, tell: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(files);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
  );
}

/** As far as the file system of the editor tells. */
export async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    return permissions === vscode.FilePermission.Readonly;
  } catch {
    // It is still to be made.
    return false;
  }
}
