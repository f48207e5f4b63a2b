import * as vscode from 'vscode';
import { hoverOf } from '../findings/describe.ts';
import type { Documents, KeyPlace } from './documents.ts';
import type { ScannedFolder } from './known-keys.ts';

/** What only some editors can tell and do: where there is a disk, and processes. */
export interface KeyExtras {
  /** Where a key was first seen in git, in words; null where that is not known. */
  firstSeen(fingerprint: string): string | null;
  /** After every scan of a folder. */
  readonly onDidScan?: vscode.Event<ScannedFolder>;
  /** Commands that are offered for a key, which take its document and place. */
  offers(
    document: vscode.TextDocument,
    place: KeyPlace,
  ): readonly { readonly title: string; readonly command: string }[];
}

export const NO_EXTRAS: KeyExtras = { firstSeen: () => null, offers: () => [] };

export class KeyHover implements vscode.HoverProvider {
  readonly #documents: Documents;
  readonly #extras: KeyExtras;

  constructor(documents: Documents, extras: KeyExtras) {
    this.#documents = documents;
    this.#extras = extras;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const place = this.#documents.places(document).find(({ range }) => range.contains(position));
    if (place === undefined) return undefined;
    const { finding, range } = place;
    const { line, character } = range.start;
    const where = encodeURIComponent(JSON.stringify([document.uri.toString(), { line, character }]));
    const offers = this.#extras.offers(document, place);
    const links = offers.map(({ title, command }) => `[${title}](command:${command}?${where})`).join(' · ');
    const said = hoverOf(finding, vscode.l10n.t, this.#extras.firstSeen(finding.fingerprint), links);
    const text = new vscode.MarkdownString(said, true);
    // No other command can be linked to, whatever the text holds.
    text.isTrusted = { enabledCommands: offers.map(({ command }) => command) };
    return new vscode.Hover(text, range);
  }
}
