import * as vscode from 'vscode';
import type { Documents, KeyPlace } from './documents.ts';

/** A place that a command is given; a link in a hover gives it as text and numbers. */
export interface PlaceArguments {
  readonly uri?: vscode.Uri | string | undefined;
  readonly position?: { readonly line: number; readonly character: number } | undefined;
}

/**
 * The key at a place, or where nothing is said the one at the cursor, or the first of the document that is edited. The
 * document is searched anew, so that what is done fits its text as it is; where no key stands, the user is told.
 */
export async function keyAt(
  documents: Documents,
  { uri, position }: PlaceArguments,
): Promise<{ readonly document: vscode.TextDocument; readonly place: KeyPlace } | undefined> {
  const editor = vscode.window.activeTextEditor;
  const named = typeof uri === 'string' ? vscode.Uri.parse(uri) : uri;
  const document = named === undefined ? editor?.document : await vscode.workspace.openTextDocument(named);
  const at = position === undefined ? editor?.selection.active : new vscode.Position(position.line, position.character);
  if (document === undefined || at === undefined) return undefined;
  const places = await documents.search(document);
  const place = places.find(({ range }) => range.contains(at)) ?? (named === undefined ? places[0] : undefined);
  if (place === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Keyturn: no key stands here.'));
  return place === undefined ? undefined : { document, place };
}
