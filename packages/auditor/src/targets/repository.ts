/** What an audit looks at, once it is known by name. */

export type Visibility = 'public' | 'private' | 'internal' | 'unknown';

export interface Repository {
  /** What it is called in every audit: an absolute path, or the address without credentials. */
  readonly name: string;
  /** Where it is: on this machine as it stands, or somewhere to be mirrored from. */
  readonly place: { readonly path: string } | { readonly url: string };
  readonly visibility: Visibility;
  /** `owner/name` at GitHub; null elsewhere. */
  readonly github: string | null;
}

/** What was asked for and can't even be named by its repositories: an organisation that can't be read. */
export interface Unreachable {
  readonly name: string;
  /** A sentence. */
  readonly failure: string;
}

export type Target = Repository | Unreachable;
