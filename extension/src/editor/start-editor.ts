import * as vscode from 'vscode';
import { KeyActions } from './actions.ts';
import { Documents } from './documents.ts';
import type { Folders } from './folders.ts';
import { registerFixes } from './fixes.ts';
import { showBadges } from './badges.ts';
import { completeConfigurations } from './configuration-completions.ts';
import { registerFindingsTool } from './findings-tool.ts';
import { KeyHover, NO_EXTRAS } from './hover.ts';
import type { KeyExtras } from './hover.ts';
import { KeyView } from './key-view.ts';
import { KnownKeys } from './known-keys.ts';
import { PasteGuard } from './paste-guard.ts';
import { showCount } from './status.ts';
import { TakenBack } from './taken-back.ts';
import { Verdicts } from '../verification/verdicts.ts';

const EVERYWHERE: vscode.DocumentSelector = [{ scheme: '*' }, { notebookType: '*' }];

/** What an editor shows and offers, wherever it runs. */
export function startEditor(
  context: vscode.ExtensionContext,
  folders: Folders,
  verdicts: Verdicts = new Verdicts(),
  extras: KeyExtras = NO_EXTRAS,
): Documents {
  const documents = new Documents(folders, verdicts);
  const keys = new KnownKeys(documents, extras.onDidScan);
  const takenBack = new TakenBack();
  context.subscriptions.push(
    documents,
    folders,
    keys,
    takenBack,
    new KeyView(context, keys),
    showBadges(keys),
    registerFindingsTool(keys),
    completeConfigurations(context),
    new PasteGuard(documents, folders, takenBack),
    showCount(documents),
    vscode.languages.registerHoverProvider(EVERYWHERE, new KeyHover(documents, extras)),
    vscode.languages.registerCodeActionsProvider(EVERYWHERE, new KeyActions(documents, folders, takenBack), {
      providedCodeActionKinds: KeyActions.kinds,
    }),
    ...registerFixes(documents, { folders, takenBack }),
  );
  documents.start();
  return documents;
}
