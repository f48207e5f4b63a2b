import type { ExtensionContext } from 'vscode';
import { startEditor } from './editor/start-editor.ts';
import { diskFolders } from './editor/disk-folders.ts';
import { registerScans } from './editor/scans.ts';

/** Where there is a disk: on the desktop, on a server, in a container. */
export function activate(context: ExtensionContext): void {
  startEditor(context, diskFolders());
  registerScans(context);
}
