import * as vscode from 'vscode';
import { isDotenv } from '../environment/dotenv.ts';
import { canComment } from '../findings/allow.ts';
import { placeholderFor } from '../findings/placeholder.ts';
import { pathOf } from './documents.ts';
import type { Documents, KeyPlace } from './documents.ts';
import type { Folders } from './folders.ts';
import { editForMoves } from './move-edit.ts';
import type { TakenBack } from './taken-back.ts';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('keyturn');

export class KeyActions implements vscode.CodeActionProvider {
  static readonly kinds: readonly vscode.CodeActionKind[] = [vscode.CodeActionKind.QuickFix, FIX_ALL];
  readonly #documents: Documents;
  readonly #folders: Folders;
  readonly #takenBack: TakenBack;

  constructor(documents: Documents, folders: Folders, takenBack: TakenBack) {
    this.#documents = documents;
    this.#folders = folders;
    this.#takenBack = takenBack;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const { only } = context;
    if (only !== undefined && (only.contains(FIX_ALL) || FIX_ALL.contains(only))) return this.#fixAll(document);
    const places = await this.#documents.current(document);
    const here = places.filter((place) => place.range.intersection(range) !== undefined);
    return here.flatMap((place) => this.#fixesFor(document, place, context));
  }

  /** On save as well: every key that can move, moves. What would be public all the same stays, for a person to decide. */
  async #fixAll(document: vscode.TextDocument): Promise<vscode.CodeAction[]> {
    if (this.#takenBack.isSaving(document)) return [];
    const places = await this.#documents.search(document);
    const planned = places.length === 0 ? null : await editForMoves(document, places, this.#folders);
    if (planned === null || planned.moves.length === 0 || planned.locked !== null) return [];
    if (planned.moves.some(({ exposed }) => exposed !== null)) return [];
    const title = vscode.l10n.t('Move all keys to environment variables');
    const action = new vscode.CodeAction(title, FIX_ALL);
    action.edit = planned.edit;
    // An edit on save leaves the other files it changes unsaved.
    action.command = {
      title,
      command: 'keyturn.saveFiles',
      arguments: [planned.beside, document.uri, document.getText()],
    };
    return [action];
  }

  #fixesFor(
    document: vscode.TextDocument,
    place: KeyPlace,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { finding, occurrence, range } = place;
    const own = diagnostics.filter((one) => one.source === 'Keyturn' && one.range.isEqual(range));
    const actions: vscode.CodeAction[] = [];
    const offer = (title: string, fill: Pick<vscode.CodeAction, 'command' | 'edit'>, isPreferred = false): void => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      actions.push(Object.assign(action, fill, { diagnostics: own, isPreferred }));
    };
    const at = [document.uri, range.start];
    const path = pathOf(document) ?? document.uri.path;
    const isEnvironment = isDotenv(path);
    if (isEnvironment && !this.#documents.isIgnored(document) && document.uri.scheme === 'file') {
      const title = vscode.l10n.t('Have git ignore this file');
      offer(title, { command: { title, command: 'keyturn.ignoreFile', arguments: at } }, true);
    }
    if (occurrence.encoding.length === 0 && !isEnvironment && finding.occurrences.length > 0) {
      const title = vscode.l10n.t('Move the key to an environment variable');
      offer(title, { command: { title, command: 'keyturn.moveToEnvironment', arguments: at } }, true);
    }
    if (canComment(document.languageId, path)) {
      const title = vscode.l10n.t('Allow the key here…');
      offer(title, { command: { title, command: 'keyturn.allowHere', arguments: at } });
    }
    if (occurrence.encoding.length === 0) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, placeholderFor(finding.secret));
      offer(vscode.l10n.t('Replace the key by a placeholder'), { edit });
    }
    if (vscode.workspace.getWorkspaceFolder(document.uri) !== undefined) {
      const title = vscode.l10n.t('Add the key to the baseline');
      offer(title, { command: { title, command: 'keyturn.addToBaseline', arguments: at } });
    }
    return actions;
  }
}
