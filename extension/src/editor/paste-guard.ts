/**
 * A key that is pasted: at once the offer to paste a reference to it instead. Where the editor has paste edits (since 1.97),
 * among them; elsewhere in a notice right after the paste. Whoever pasted a key as it is, is not asked about it again.
 */
import { DocumentSession } from '@keyturn/scanner/session';
import * as vscode from 'vscode';
import { isDotenv } from '../environment/dotenv.ts';
import { isLookedAt, judgeDocument } from '../findings/judge-document.ts';
import { afterPaste, lineStarts, offsetAt, pasteInstead } from '../paste/paste-instead.ts';
import type { Documents, KeyPlace } from './documents.ts';
import type { Folders } from './folders.ts';
import { planMoves, saveAll } from './move-edit.ts';
import { withoutReturns } from './taken-back.ts';
import type { FixedFile, TakenBack } from './taken-back.ts';

/** What could not be typed in one go, and might hold a key. */
const PERHAPS = /[\w+/=-]{16}/;
/** Of a paste, and of a document into which something is pasted, in UTF-16 units: beyond it, the search after it serves. */
const LARGEST_PASTE = 100_000;
const LARGEST_DOCUMENT = 5_000_000;

type Found = Pick<KeyPlace, 'finding' | 'occurrence'>;

export class PasteGuard implements vscode.Disposable {
  readonly #documents: Documents;
  readonly #folders: Folders;
  readonly #takenBack: TakenBack;
  /** Fingerprints that stayed as they were. */
  readonly #refused = new Set<string>();
  /** What was offered last in each document. */
  readonly #followed = new Map<string, vscode.Disposable>();
  readonly #disposables: vscode.Disposable[];

  constructor(documents: Documents, folders: Folders, takenBack: TakenBack) {
    this.#documents = documents;
    this.#folders = folders;
    this.#takenBack = takenBack;
    this.#disposables = [
      this.#registerPasteEdits() ?? vscode.workspace.onDidChangeTextDocument((event) => void this.#askAfter(event)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables, ...this.#followed.values()).dispose();
  }

  /** @returns null in an editor that has none: before 1.97 they were a proposal, which it keeps from extensions */
  #registerPasteEdits(): vscode.Disposable | null {
    if (!('Text' in (vscode.DocumentDropOrPasteEditKind ?? {}))) return null;
    // Not of the text's kinds: it would yield to its like then, and others that yield to every text to it. Where two wait for
    // each other the editor puts either first, and a reference would be pasted that nobody has asked for.
    const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('keyturn', 'reference');
    const everywhere: vscode.DocumentSelector = [{ scheme: '*' }, { notebookType: '*' }];
    const provider: vscode.DocumentPasteEditProvider = {
      provideDocumentPasteEdits: async (document, ranges, transfer, _context, token) => {
        const [range] = ranges;
        const mode = modeFor(document);
        if (mode === 'off' || range === undefined || ranges.length > 1) return undefined;
        const pasted = await transfer.get('text/plain')?.asString();
        if (pasted === undefined || token.isCancellationRequested) return undefined;
        const edit = await this.#reference(document, range, pasted, kind);
        // The text itself comes first, and the reference is offered beside it.
        if (edit !== undefined && mode === 'offer') edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
        return edit === undefined ? undefined : [edit];
      },
    };
    return vscode.languages.registerDocumentPasteEditProvider(everywhere, provider, {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: ['text/plain'],
    });
  }

  async #reference(
    document: vscode.TextDocument,
    range: vscode.Range,
    pasted: string,
    kind: vscode.DocumentDropOrPasteEditKind,
  ): Promise<vscode.DocumentPasteEdit | undefined> {
    if (pasted.length > LARGEST_PASTE || !PERHAPS.test(pasted)) return undefined;
    const text = document.getText();
    if (text.length > LARGEST_DOCUMENT || isDotenv(document.uri.path)) return undefined;
    const paste = { document: text, from: document.offsetAt(range.start), to: document.offsetAt(range.end), pasted };
    const after = afterPaste(paste);
    const found = await this.#keysIn(document, after, paste.from, paste.from + pasted.length);
    if (found.length === 0 || (await this.#folders.isIgnored(document.uri))) return undefined;
    const { uri, languageId } = document;
    const planned = await planMoves({ uri, languageId, text: after }, found, this.#folders);
    // Where a variable would be as public as the text, or there is no place for one, there is nothing to offer.
    if (planned === null || planned.moves.length < found.length) return undefined;
    if (planned.locked !== null || planned.moves.some(({ exposed }) => exposed !== null)) return undefined;
    const starts = lineStarts(after);
    const instead = pasteInstead(
      paste,
      planned.edits.map(({ line, from, to, text: more }) => ({
        from: offsetAt(starts, line, from),
        to: offsetAt(starts, line, to),
        text: more,
      })),
    );
    const names = planned.moves.map(({ name }) => name).join(', ');
    // The editor takes a text to paste for a snippet, beside which it drops other edits of the document: so the paste is
    // one of those edits, and there is no text.
    const edit = new vscode.DocumentPasteEdit('', vscode.l10n.t('Paste a reference to {0}', names), kind);
    edit.additionalEdit = new vscode.WorkspaceEdit();
    for (const { from, to, text: more } of instead) {
      edit.additionalEdit.replace(uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), more);
    }
    planned.addToFiles(edit.additionalEdit);
    this.#follow(document, found, planned.beside);
    return edit;
  }

  /** Keys of a text, as a scan has them, that stand in a range of it and that nobody has refused to move. */
  async #keysIn(document: vscode.TextDocument, text: string, from: number, to: number): Promise<Found[]> {
    const { rules, path } = await this.#folders.rulesFor(document.uri);
    if (!isLookedAt(rules, path)) return [];
    const sightings = new DocumentSession(this.#documents.scannerOf(rules.custom), text, { path }).sightings();
    const starts = lineStarts(text);
    return judgeDocument(sightings, path, rules, new Date()).findings.flatMap((finding) =>
      finding.occurrences
        .filter(
          ({ suppressed, startLine, startColumn, endLine, endColumn }) =>
            suppressed === null &&
            !this.#refused.has(finding.fingerprint) &&
            offsetAt(starts, startLine - 1, startColumn - 1) < to &&
            offsetAt(starts, endLine - 1, endColumn - 1) > from,
        )
        .map((occurrence) => ({ finding, occurrence })),
    );
  }

  /**
   * A key that stands in the document was pasted as it is; one that does not was moved, perhaps from the paste menu later,
   * and what the paste has left unsaved beside the document is saved.
   */
  #follow(document: vscode.TextDocument, offered: readonly Found[], beside: readonly FixedFile[]): void {
    const name = document.uri.toString();
    const { version } = document;
    this.#followed.get(name)?.dispose();
    this.#takenBack.follow(beside);
    const following = this.#documents.onDidChange(() => {
      if (document.isClosed) {
        this.#followed.delete(name);
        following.dispose();
        return;
      }
      if (document.version === version) return;
      const standing = new Set(this.#documents.places(document).map(({ finding }) => finding.fingerprint));
      for (const { finding } of offered) {
        if (standing.has(finding.fingerprint)) this.#refused.add(finding.fingerprint);
        else this.#refused.delete(finding.fingerprint);
      }
      if (!offered.some(({ finding }) => standing.has(finding.fingerprint))) void saveAll(beside.filter(isDone));
    });
    this.#followed.set(name, following);
  }

  /** Where there are no paste edits: a change that brings much at once, in the editor that the user is in. */
  async #askAfter({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): Promise<void> {
    const [change] = contentChanges;
    const active = vscode.window.activeTextEditor?.document;
    if (change === undefined || contentChanges.length > 1 || reason !== undefined || active !== document) return;
    if (change.text.length > LARGEST_PASTE || !PERHAPS.test(change.text) || modeFor(document) === 'off') return;
    if (isDotenv(document.uri.path)) return;
    const end = document.positionAt(change.rangeOffset + change.text.length);
    const inserted = new vscode.Range(change.range.start, end);
    const places = await this.#documents.search(document);
    const place = places.find(
      ({ range, finding }) => inserted.intersection(range) !== undefined && !this.#refused.has(finding.fingerprint),
    );
    if (place === undefined || this.#documents.isIgnored(document)) return;
    this.#refused.add(place.finding.fingerprint);
    const move = vscode.l10n.t('Move It to an Environment Variable');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Keyturn: {0} was pasted, a key. Whoever reads this file can use it.', place.finding.preview),
      move,
      vscode.l10n.t('Keep It'),
    );
    if (answer !== move) return;
    await vscode.commands.executeCommand('keyturn.moveToEnvironment', document.uri, place.range.start);
  }
}

/** Whether a file beside the document has got what the paste adds to it. */
function isDone({ uri, after }: FixedFile): boolean {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return document !== undefined && withoutReturns(document.getText()) === withoutReturns(after);
}

function modeFor(document: vscode.TextDocument): 'offer' | 'replace' | 'off' {
  const settings = vscode.workspace.getConfiguration('keyturn', document);
  if (settings.get<boolean>('enable') === false) return 'off';
  const mode = settings.get<unknown>('pasteGuard');
  if (mode === 'off' || mode === false) return 'off';
  return mode === 'replace' ? 'replace' : 'offer';
}
