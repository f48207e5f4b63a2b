import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CONFIG_NAME } from '@keyturn/config';
import { runGit } from '@keyturn/scanner/git';
import type { GitOptions } from '@keyturn/scanner/git';
import * as vscode from 'vscode';
import { NO_RULES } from '../findings/judge-document.ts';
import { baselineFor, isReadOnly, readText } from './folders.ts';
import type { Folders } from './folders.ts';

const OWNER_WRITES = 0o200;

/** With a disk: `keyturn.yaml` is read and git is asked, both only in a workspace that the user trusts. */
export function diskFolders(): Folders {
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
      if (uri.scheme !== 'file' || !vscode.workspace.isTrusted) return false;
      try {
        return (
          (await runGit(['check-ignore', '--stdin', '-z'], { cwd: dirname(uri.fsPath), ...asked(uri) })).length > 0
        );
      } catch {
        // No git, no repository, or a file that is about to be made in a folder that is not there yet.
        return false;
      }
    },
    async isReadOnly(uri) {
      if (uri.scheme !== 'file') return isReadOnly(uri);
      try {
        // The editor refuses to save what its owner may not write, whoever it runs as, and does not tell us beforehand.
        if (((await stat(uri.fsPath)).mode & OWNER_WRITES) === 0) return true;
        await access(uri.fsPath, constants.W_OK);
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ENOENT';
      }
    },
  };
}

/** `check-ignore` refuses literal pathspecs. An absolute path has no magic in it; 1 says that the file is not ignored. */
function asked({ fsPath }: vscode.Uri): Pick<GitOptions, 'accept' | 'env' | 'input'> {
  return { accept: [0, 1], env: { GIT_LITERAL_PATHSPECS: '0' }, input: `${fsPath}\0` };
}
