/** What is known of a key, from whom, and how exactly: all that a verdict may rest on. No value of a key among it. */
import type { Environment } from '@keyturn/providers';
import type { ValidityState } from '@keyturn/scanner';
import type { ClientSide } from './client-side/client-side.ts';

/** Where software runs, as far as a file's name tells. */
export type Stage = 'production' | 'staging' | 'test' | 'development';

/** A date and where it is from. From git it is the first sighting: the key is at least that old, and may be older. */
export interface KnownDate {
  /** `2026-03-01` (UTC), or an instant in ISO 8601. */
  readonly date: string;
  readonly source: 'inventory' | 'git';
  readonly exact: boolean;
}

/** A place where a key stands now. */
export interface Use {
  /** What names the repository; null outside one. */
  readonly repository: string | null;
  /** The part of a monorepo that deploys by itself; null where none is told apart. */
  readonly service: string | null;
  readonly stage: Stage | null;
  /** Of a test, a fixture or a developer's own settings. */
  readonly isTest: boolean;
  readonly clientSide: ClientSide | null;
  /** For people: path and line. */
  readonly where: string;
}

/** What an inventory says of a key. */
export interface Entry {
  readonly name: string;
  readonly owner: string | null;
  readonly environment: Stage | null;
  /** Null: not said. */
  readonly scopes: readonly string[] | null;
  /** The scopes that its use needs; null: not said. */
  readonly needs: readonly string[] | null;
  /** `never`: it is known to have none; null: not said. */
  readonly expires: string | null;
  readonly lastUsed: string | null;
  /** The key that took its place. */
  readonly successor: { readonly name: string; readonly created: string | null } | null;
}

/** Who is named where a key stands. */
export interface RepositoryOwner {
  readonly name: string;
  readonly source: 'codeowners' | 'blame';
}

export interface KeyFacts {
  readonly provider: string | null;
  /** What the key itself tells. */
  readonly environment: Environment;
  readonly validity: { readonly state: ValidityState; readonly reason: string; readonly checkedAt: string | null };
  /** Whether its validity was asked for: only then is *not checked* something to be told. */
  readonly isVerified: boolean;
  /** Where it was found, also in what is only history; 0 where nothing was scanned. */
  readonly leaks: number;
  /** Where it stands now, in what was looked at. */
  readonly uses: readonly Use[];
  readonly created: KnownDate | null;
  /** Null: it is in no inventory. */
  readonly entry: Entry | null;
  /** Whom its repository names; null: nobody. */
  readonly owner: RepositoryOwner | 'not-asked' | null;
  /** Whether there is an inventory at all that it could be in. */
  readonly hasInventory: boolean;
}
