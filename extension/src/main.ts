import type { ExtensionContext } from 'vscode';
import { showConfigurationProblems } from './editor/configuration-problems.ts';
import { startEditor } from './editor/start-editor.ts';
import { DiskFolders } from './editor/disk-folders.ts';
import { ScanProcess } from './editor/scan-process.ts';
import { Scans } from './editor/scans.ts';

/** Where there is a disk: on the desktop, on a server, in a container. */
export function activate(context: ExtensionContext): void {
  startEditor(context, new DiskFolders());
  const scans = new Scans(new ScanProcess(context));
  context.subscriptions.push(scans, showConfigurationProblems());
}
