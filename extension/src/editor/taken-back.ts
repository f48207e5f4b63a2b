/**
 * A fix that is taken back, or done again, is so on the disk too, where it had come to the disk. Without that half of it
 * would stay there: a file that the fix has made goes at once, and code that reads a variable of it stays until it is saved.
 */
import * as vscode from 'vscode';

/** A file's text before a fix and after it. */
export interface FixedFile {
  readonly uri: vscode.Uri;
  readonly before: string;
  readonly after: string;
}

interface Followed {
  readonly uri: string;
  readonly texts: ReadonlySet<string>;
  /** Whether the disk holds one of them. */
  isOnDisk: boolean;
}

/** Files that are followed; fixes of long ago are hardly taken back, and leave theirs to be saved by hand. */
const MOST = 60;
/** A byte order mark, which an editor keeps and does not show. */
const MARK = '\ufeff';

export class TakenBack implements vscode.Disposable {
  readonly #followed: Followed[] = [];
  readonly #saving = new Set<string>();
  readonly #listening: vscode.Disposable;

  constructor() {
    const { workspace } = vscode;
    this.#listening = vscode.Disposable.from(
      workspace.onDidChangeTextDocument(({ document, reason }) => {
        // Whoever has typed since gets back to another text, and saves it when they want to.
        if (reason !== undefined && this.#of(document).some((one) => one.isOnDisk && holds(one, document))) {
          void this.#save(document);
        }
      }),
      workspace.onDidSaveTextDocument((document) => {
        for (const one of this.#of(document)) one.isOnDisk = holds(one, document);
        void this.#settle(document);
      }),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Takes the files of a fix that has just been done, some of them perhaps not saved yet. */
  follow(files: readonly FixedFile[]): void {
    const { workspace } = vscode;
    const open = new Map(workspace.textDocuments.map((document) => [document.uri.toString(), document]));
    for (const { uri, before, after } of files) {
      const name = uri.toString();
      const texts = new Set([before, after].map(withoutReturns));
      this.#followed.unshift({ uri: name, texts, isOnDisk: open.get(name)?.isDirty !== true });
      // The editor forgets a file that is shown nowhere once it is saved, and would take the fix back without it.
      workspace.openTextDocument(uri).then(
        (document) => this.#settle(document),
        () => undefined,
      );
    }
    this.#followed.splice(MOST);
  }

  /** Then a fix on save does not do again what was taken back. */
  isSaving({ uri }: vscode.TextDocument): boolean {
    return this.#saving.has(uri.toString());
  }

  /**
   * An editor that is told to take back what it is just saving takes the file for unchanged, and saves nothing more: what it
   * shows is then not what the disk holds. Only where the disk holds the fix's other text is it written over.
   */
  async #settle(document: vscode.TextDocument): Promise<void> {
    const following = this.#of(document).filter((one) => one.isOnDisk && holds(one, document));
    if (following.length === 0) return;
    const { fs } = vscode.workspace;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await fs.readFile(document.uri));
      const mark = text.startsWith(MARK) ? MARK : '';
      const held = withoutReturns(text.slice(mark.length));
      const shown = document.getText();
      if (document.isDirty || held === withoutReturns(shown)) return;
      const isOther = following.some((one) => holds(one, document) && one.texts.has(held));
      if (isOther) await fs.writeFile(document.uri, new TextEncoder().encode(mark + shown));
    } catch {
      // It has gone, cannot be written, or is in another encoding than ours: it stays as the editor left it.
    }
  }

  #of({ uri }: vscode.TextDocument): Followed[] {
    const name = uri.toString();
    return this.#followed.filter((one) => one.uri === name);
  }

  async #save(document: vscode.TextDocument): Promise<void> {
    const name = document.uri.toString();
    this.#saving.add(name);
    try {
      await document.save();
    } finally {
      this.#saving.delete(name);
    }
  }
}

function holds({ texts }: Followed, document: vscode.TextDocument): boolean {
  return texts.has(withoutReturns(document.getText()));
}

/** An editor gives all lines of a file the same end, whatever they had. */
export function withoutReturns(text: string): string {
  return text.replaceAll('\r', '');
}
