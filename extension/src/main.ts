import * as vscode from 'vscode';
import { showConfigurationProblems } from './editor/configuration-problems.ts';
import { startEditor } from './editor/start-editor.ts';
import { DiskFolders } from './editor/disk-folders.ts';
import { FirstSeen } from './editor/first-seen.ts';
import type { KeyExtras } from './editor/hover.ts';
import { ScanProcess } from './editor/scan-process.ts';
import { Scans } from './editor/scans.ts';
import { StagedWatch } from './editor/staged-watch.ts';
import { isPossible, Verification } from './editor/verification.ts';
import { Verdicts } from './verification/verdicts.ts';

/** Where there is a disk: on the desktop, on a server, in a container. */
export function activate(context: vscode.ExtensionContext): void {
  const verdicts = new Verdicts();
  const process = new ScanProcess(context);
  const scans = new Scans(process);
  const extras: KeyExtras = {
    onDidScan: scans.onDidScan,
    firstSeen: (fingerprint) => firstSeen.of(fingerprint) ?? null,
    offers: ({ uri }, { finding: { provider, fingerprint } }) => [
      ...(provider !== null && isPossible()
        ? [{ title: `$(verified) ${vscode.l10n.t('Verify now')}`, command: 'keyturn.verify' }]
        : []),
      ...(uri.scheme === 'file' && vscode.workspace.isTrusted && typeof firstSeen.of(fingerprint) !== 'string'
        ? [{ title: `$(history) ${vscode.l10n.t('First seen in git?')}`, command: 'keyturn.findFirstCommit' }]
        : []),
    ],
  };
  const folders = new DiskFolders();
  const documents = startEditor(context, folders, verdicts, extras);
  const firstSeen = new FirstSeen(process, documents, scans);
  const verification = new Verification(context, process, documents, verdicts);
  const staged = new StagedWatch(process, () => void folders.forgetIgnored());
  context.subscriptions.push(scans, firstSeen, verification, staged, showConfigurationProblems());
}
