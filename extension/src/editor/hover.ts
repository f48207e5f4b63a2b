import * as vscode from 'vscode';
import { hoverOf } from '../findings/describe.ts';
import type { Documents } from './documents.ts';

export class KeyHover implements vscode.HoverProvider {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const place = this.#documents.places(document).find(({ range }) => range.contains(position));
    if (place === undefined) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(hoverOf(place.finding, vscode.l10n.t)), place.range);
  }
}
