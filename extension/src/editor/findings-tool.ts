/** Gives a chat agent the keys that are known, redacted. */
import { maskRuns } from '@keyturn/scanner';
import * as vscode from 'vscode';
import { findingsText } from '../tool/findings-tool.ts';
import type { FindingsQuery } from '../tool/findings-tool.ts';
import type { KnownKeys } from './known-keys.ts';

/** Older editors, and some that are built from the same sources, have no language models. */
export function registerFindingsTool(keys: KnownKeys): vscode.Disposable {
  if (typeof vscode.lm?.registerTool !== 'function') return { dispose: () => undefined };
  return vscode.lm.registerTool<FindingsQuery>('keyturn_findings', {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Looking at the keys that Keyturn has found') }),
    invoke: ({ input }) => {
      const pathOf = (uri: string): string => maskRuns(vscode.workspace.asRelativePath(vscode.Uri.parse(uri)));
      const text = findingsText(keys.index.places(), input, pathOf);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });
}
