/** What the editor and its scanning process say to each other. */
import type { PlannedRequest } from '@keyturn/verifier';
import type { Attribution, Validity } from '@keyturn/scanner';

export interface ScanRequest {
  readonly kind: 'workspace' | 'history' | 'staged';
  /** A folder on the disk. */
  readonly path: string;
}

/** A key with what says whose it is. Its value crosses over in this one direction, to be asked about. */
export interface AskedKey extends Attribution {
  readonly fingerprint: string;
  readonly value: string;
  readonly prefixLength: number;
}

export interface VerifyRequest {
  readonly kind: 'verify';
  readonly keys: readonly AskedKey[];
  /** The user's base URLs by provider. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Tells what would be sent, and sends nothing. */
  readonly isPlan: boolean;
}

export type ProcessRequest = ScanRequest | VerifyRequest;

/** No message holds a key. */
export type ProcessMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null }
  /** `json` is `keyturn/findings@1`, `html` the report. */
  | {
      readonly type: 'result';
      readonly open: number;
      readonly complete: boolean;
      readonly json: string;
      readonly html: string;
    }
  | {
      readonly type: 'plan';
      readonly requests: readonly PlannedRequest[];
      /** Reasons by fingerprint. */
      readonly heldBack: Readonly<Record<string, string>>;
    }
  /** By fingerprint. */
  | { readonly type: 'verdicts'; readonly verdicts: Readonly<Record<string, Validity>> }
  | { readonly type: 'failure'; readonly message: string };
