/** Gives a chat agent the keys that are known, redacted. */
import { maskRuns } from '@keyturn/scanner';
import * as vscode from 'vscode';
import { findingsText } from '../tool/findings-tool.ts';
import type { FindingsQuery } from '../tool/findings-tool.ts';
import type { KnownKeys } from './known-keys.ts';

const NOTHING: vscode.Disposable = { dispose: () => undefined };

/** Older editors, and some that are built from the same sources, have no language models. */
export function registerFindingsTool(keys: KnownKeys): vscode.Disposable {
  if (typeof vscode.lm?.registerTool !== 'function') return NOTHING;
  const tool: vscode.LanguageModelTool<FindingsQuery> = {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Looking at the keys that Keyturn has found') }),
    invoke: ({ input }) => {
      const pathOf = (uri: string): string => maskRuns(vscode.workspace.asRelativePath(vscode.Uri.parse(uri)));
      const text = findingsText(keys.index.places(), input, pathOf);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
  try {
    return vscode.lm.registerTool('keyturn_findings', tool);
  } catch {
    // Before 1.95 it was a proposal, which the editor keeps from extensions.
    return NOTHING;
  }
}
