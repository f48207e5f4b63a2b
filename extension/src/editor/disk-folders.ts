import { dirname } from 'node:path';
import { CONFIG_NAME } from '@keyturn/config';
import { runGit } from '@keyturn/scanner/git';
import * as vscode from 'vscode';
import { NO_RULES } from '../findings/judge-document.ts';
import { baselineFor, readText } from './folders.ts';
import type { Folders } from './folders.ts';

/** With a disk: `keyturn.yaml` is read and git is asked, both only in a workspace that the user trusts. */
export function diskFolders(context: vscode.ExtensionContext): Folders {
  const told = new Set<string>();
  return {
    async rulesFor(uri) {
      const baseline = await baselineFor(uri);
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (folder === undefined || !vscode.workspace.isTrusted) return { ...NO_RULES, baseline };
      const text = await readText(vscode.Uri.joinPath(folder.uri, CONFIG_NAME));
      if (text === null) return { ...NO_RULES, baseline };
      const { readTreeConfig } = await import('../on-demand/configuration.ts');
      try {
        const { suppressions, honour } = readTreeConfig(text, CONFIG_NAME);
        return { baseline, suppressions, honour };
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        if (!told.has(sentence)) void vscode.window.showWarningMessage(`Keyturn: ${sentence}`);
        told.add(sentence);
        return { ...NO_RULES, baseline };
      }
    },
    async isIgnored(uri) {
      if (uri.scheme !== 'file' || !vscode.workspace.isTrusted || context.extensionMode === undefined) return false;
      try {
        const options = { cwd: dirname(uri.fsPath), accept: [0, 1, 128], input: `${uri.fsPath}\0` };
        return (await runGit(['check-ignore', '--stdin', '-z'], options)).length > 0;
      } catch {
        // No git, or no repository.
        return false;
      }
    },
  };
}
