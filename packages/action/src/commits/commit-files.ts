/** Files as a commit has them, read as objects: nothing of them is checked out. */
import type { Scanner, Sighting } from '@keyturn/scanner';
import { KeyturnError } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';
import { createScanner } from '@keyturn/scanner/node';
import type { CompiledCustomRules } from '@keyturn/scanner/node';

/** Larger ones are neither configuration nor worth a position. */
const MOST_BYTES = 64_000_000;

export class CommitFiles {
  readonly #cwd: string;
  readonly #fingerprintKey: string | null;
  #scanner: Scanner | null = null;
  readonly #sightings = new Map<string, Promise<readonly Sighting[]>>();

  /** @param fingerprintKey as the scan's, so that fingerprints compare */
  constructor(cwd: string, fingerprintKey: string | null) {
    this.#cwd = cwd;
    this.#fingerprintKey = fingerprintKey;
  }

  /** From now on keys are found by these rules as well. */
  use(custom: CompiledCustomRules | null): void {
    this.#scanner = createScanner(this.#fingerprintKey, custom);
    this.#sightings.clear();
  }

  /** Undefined where the commit has no ordinary file there. @throws KeyturnError `config` where it is too large */
  async text(commit: string, path: string): Promise<string | undefined> {
    return (await this.#bytes(commit, path))?.toString('utf8');
  }

  /** The keys of a file. */
  sightings(commit: string, path: string): Promise<readonly Sighting[]> {
    const known = this.#sightings.get(`${commit}:${path}`);
    if (known !== undefined) return known;
    const read = this.#bytes(commit, path).then((bytes) => {
      this.#scanner ??= createScanner(this.#fingerprintKey);
      return bytes === undefined ? [] : this.#scanner.scan(bytes, { path });
    });
    this.#sightings.set(`${commit}:${path}`, read);
    return read;
  }

  async #bytes(commit: string, path: string): Promise<Buffer | undefined> {
    const { stdout, mode, id } = await this.#entry(commit, path);
    if (stdout === '' || (mode !== '100644' && mode !== '100755')) return undefined;
    const size = Number((await runGit(['cat-file', '-s', id], { cwd: this.#cwd })).toString('latin1'));
    if (size > MOST_BYTES) throw new KeyturnError('config', `${path} is larger than such a file can be.`);
    return runGit(['cat-file', 'blob', id], { cwd: this.#cwd });
  }

  async #entry(commit: string, path: string) {
    const answer = await runGit(['ls-tree', '-z', '--full-tree', commit, '--', path], { cwd: this.#cwd });
    const stdout = answer.toString('latin1');
    const [mode = '', , id = ''] = (stdout.split('\t')[0] ?? '').split(' ');
    return { stdout, mode, id };
  }
}
