import * as vscode from 'vscode';
import { KeyActions } from './actions.ts';
import { Documents } from './documents.ts';
import type { Folders } from './folders.ts';
import { registerFixes } from './fixes.ts';
import { KeyHover } from './hover.ts';
import { RememberedFolders } from './remembered-folders.ts';
import { showCount } from './status.ts';

const EVERYWHERE: vscode.DocumentSelector = [{ scheme: '*' }, { notebookType: '*' }];

/** What an editor shows and offers, wherever it runs. */
export function startEditor(context: vscode.ExtensionContext, asked: Folders): Documents {
  const folders = new RememberedFolders(asked);
  const documents = new Documents(folders);
  context.subscriptions.push(
    folders,
    documents,
    showCount(documents),
    vscode.languages.registerHoverProvider(EVERYWHERE, new KeyHover(documents)),
    vscode.languages.registerCodeActionsProvider(EVERYWHERE, new KeyActions(documents, folders), {
      providedCodeActionKinds: KeyActions.kinds,
    }),
    ...registerFixes(documents, folders),
  );
  documents.start();
  return documents;
}
