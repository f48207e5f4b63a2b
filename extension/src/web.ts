import type { ExtensionContext } from 'vscode';
import { startEditor } from './editor/start-editor.ts';
import { virtualFolders } from './editor/folders.ts';

/** In a browser: the same detection, without git, processes and a disk. */
export function activate(context: ExtensionContext): void {
  startEditor(context, virtualFolders());
}
