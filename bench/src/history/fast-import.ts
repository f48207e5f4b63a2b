import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** `git fast-import` with its marks kept for the caller (https://git-scm.com/docs/git-fast-import). */
export class FastImport {
  readonly #child;
  readonly #end: Promise<void>;
  #mark = 0;

  /** @param repository a bare repository */
  constructor(repository: string) {
    this.#child = spawn(
      'git',
      [
        '-C',
        repository,
        // Speed of making it, not smallness; what is big and random is not worth a try at a delta.
        '-c',
        'core.compression=1',
        '-c',
        'core.bigFileThreshold=1m',
        '-c',
        'fastimport.unpackLimit=0',
        'fast-import',
        '--quiet',
        '--depth=50',
      ],
      { stdio: ['pipe', 'ignore', 'pipe'] },
    );
    let said = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // A broken pipe is told by the exit code too, and better.
    this.#child.stdin.on('error', () => {});
    this.#end = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code) => {
        if (code === 0) {
          resolve();
        } else {
          reject(new Error(`git fast-import ended with code ${code}: ${said.slice(0, 500)}`));
        }
      });
    });
    // Whoever writes on meanwhile hears of it from `end`.
    this.#end.catch(() => {});
  }

  /** Writes a blob and answers its mark. */
  async blob(data: Buffer): Promise<string> {
    const mark = this.#nextMark();
    await this.#write(Buffer.concat([Buffer.from(`blob\nmark ${mark}\ndata ${data.length}\n`), data, NEWLINE]));
    return mark;
  }

  /** Writes a commit and answers its mark. */
  async commit(commit: ImportedCommit): Promise<string> {
    const mark = this.#nextMark();
    const who = `${commit.author} ${commit.time} +0000`;
    const parents = commit.parents.map((parent, index) => `${index === 0 ? 'from' : 'merge'} ${parent}\n`);
    const changes = [...commit.changes].map(([path, blob]) => `M 100644 ${blob} ${path}\n`);
    await this.#write(
      Buffer.from(
        `commit ${commit.ref}\nmark ${mark}\nauthor ${who}\ncommitter ${who}\n${dataOf(commit.message)}${parents.join('')}${changes.join('')}\n`,
      ),
    );
    return mark;
  }

  async tag(name: string, commit: string, author: string, time: number): Promise<void> {
    await this.#write(Buffer.from(`tag ${name}\nfrom ${commit}\ntagger ${author} ${time} +0000\n${dataOf(name)}`));
  }

  /**
   * Waits until all is in the repository.
   * @throws Error when git refuses it
   */
  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#end;
  }

  #nextMark(): string {
    this.#mark += 1;
    return `:${this.#mark}`;
  }

  async #write(bytes: Buffer): Promise<void> {
    if (!this.#child.stdin.write(bytes) && this.#child.exitCode === null) {
      await Promise.race([once(this.#child.stdin, 'drain'), this.#end]);
    }
  }
}

/** A commit by the marks of its parents and blobs. */
export interface ImportedCommit {
  readonly ref: string;
  /** `Name <mail>`. */
  readonly author: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly message: string;
  readonly parents: readonly string[];
  /** Blobs by path. */
  readonly changes: ReadonlyMap<string, string>;
}

const NEWLINE = Buffer.from('\n');

function dataOf(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
