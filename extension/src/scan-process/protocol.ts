/** What the editor and its scanning process say to each other. No key's value crosses over. */

export interface ScanRequest {
  readonly kind: 'workspace' | 'history';
  /** A folder on the disk. */
  readonly path: string;
}

export type ScanMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null }
  /** `json` is `keyturn/findings@1`, `html` the report. */
  | { readonly type: 'result'; readonly open: number; readonly complete: boolean; readonly html: string }
  | { readonly type: 'failure'; readonly message: string };
