/** Files in memory whose writing can be held: what is written is there at once, and the editor hears of it later. */
import * as vscode from 'vscode';

export const SCHEME = 'held';

export class HeldFiles implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #files = new Map<string, { bytes: Uint8Array; mtime: number }>();
  #release: Promise<void> | null = null;
  #wrote: () => void = () => undefined;
  #clock = Date.now();

  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = this.#changed.event;

  /** Holds the next writing. `begun` is when a file has been written; the editor hears of it when `release` was called. */
  hold(): { begun: Promise<void>; release: () => void } {
    let release = (): void => undefined;
    this.#release = new Promise((resolve) => {
      release = resolve;
    });
    const begun = new Promise<void>((resolve) => {
      this.#wrote = resolve;
    });
    return { begun, release };
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    if (path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { bytes, mtime } = this.#at(path);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [...this.#files.keys()].map((path) => [path.slice(1), vscode.FileType.File]);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    return this.#at(path).bytes;
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    this.#clock += 1000;
    this.#files.set(uri.path, { bytes: bytes.slice(), mtime: this.#clock });
    const release = this.#release;
    this.#release = null;
    this.#wrote();
    await release;
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  delete(uri: vscode.Uri): void {
    this.#files.delete(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #at(path: string): { bytes: Uint8Array; mtime: number } {
    const found = this.#files.get(path);
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return found;
  }
}
