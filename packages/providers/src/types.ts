/**
 * What is known of a vendor, as data. One file a provider (`clarky.ts`), one a family of rivals; nothing here runs.
 * Facts come from the vendors' own pages; what nobody has published is left out rather than guessed.
 */

/** Characters that a key's tail may hold. `url64` is `[A-Za-z0-9_-]`, `base64` adds `+/=` to the alphanumerics. */
export type Alphabet = 'alnum' | 'alnum-dash' | 'url64' | 'base64' | 'hex';

export type Environment = 'live' | 'test' | 'unknown';

export type Confidence = 'high' | 'medium' | 'low';

/** An inclusive range of tail lengths, in characters after the prefix. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

/** A key that its prefix announces. */
export interface KeyShape {
  /** The rule that reports it when the vendor is clear. */
  readonly rule: string;
  /** The literal that begins the key; also the prefilter's anchor, so four characters at the least. */
  readonly prefix: string;
  readonly alphabet: Alphabet;
  /** All tail lengths that are taken at all. */
  readonly tail: LengthRange;
  /** Tail lengths that the vendor's documentation shows: these are believed without more context. */
  readonly documented: readonly LengthRange[];
  readonly environment: Environment;
  /**
   * `exclusive`: no other vendor is known to use the prefix, so it needs no context.
   * `by-length`: shared, but the documented lengths belong to this vendor alone.
   * `shared`: context has to name this vendor and no rival.
   */
  readonly prefixUse: 'exclusive' | 'by-length' | 'shared';
}

/** A rival's key shape: enough to recognise it, not to report it as its own rule. */
export interface RivalShape {
  readonly prefix: string;
  readonly alphabet: Alphabet;
  /** Tail lengths, where the vendor or the widely used scanners state them. */
  readonly tail: readonly LengthRange[];
}

/**
 * Words that name a vendor.
 *
 * A name is matched without regard to case; an underscore in it stands for an optional separator (`agent_clara` covers
 * `agentclara`, `AGENT-CLARA` and `Agent Clara`).
 */
export interface Context {
  /** Names that mean this vendor wherever they stand, also inside a longer identifier. */
  readonly names: readonly string[];
  /** Names that are also ordinary words: they count as whole words of a text or an identifier only. */
  readonly words?: readonly string[];
  /** Hosts of the vendor's API, dashboard and documentation; a subdomain counts. */
  readonly hosts: readonly string[];
  /** Request headers of its own. */
  readonly headers?: readonly string[];
}

/** A slot of a text in which a key without a prefix of its own may stand. */
export interface ValueSlot {
  readonly rule: string;
  /**
   * A regular expression in JavaScript's syntax and in lower case, as the text is that it is matched against, on one line at a
   * time (a continuation counts as the same line); its group `value` is the key. Bounded repetition only.
   */
  readonly pattern: string;
  /**
   * Lower-case literals that stand in whatever the pattern matches, in any case: a text that lacks one is not searched, which
   * spares most texts the expression, and a short scan its compilation.
   */
  readonly needs?: readonly string[];
  /** What the slot is called in the evidence: "the `api-key` scheme". */
  readonly says: string;
  /** Whether the slot itself names the vendor (`CLARIFY_API_KEY=`) or needs it named beside it (`client_secret=`). */
  readonly names: boolean;
  /** Confidence with a host of the vendor within ten lines, elsewhere in the file, or with no host at all; null: not reported. */
  readonly confidence: {
    readonly near: Confidence;
    readonly file: Confidence | null;
    readonly alone: Confidence | null;
  };
}

/** Keys that have no prefix and are found by what stands around them. */
export interface ContextualKeys {
  /** A literal that must stand in the file, in any case; the prefilter's anchor. */
  readonly anchor: string;
  readonly slots: readonly ValueSlot[];
  /** Lengths of a value, in characters. */
  readonly value: LengthRange;
  /** A regular expression whose group `slug` is the workspace that a URL beside the key names. */
  readonly workspace?: string;
}

/** What must stand at a dotted path of an answer's body. `text` is a string that is not empty. */
export interface EnvelopeField {
  readonly path: string;
  readonly is: 'text' | 'text-or-number' | 'list' | 'list-or-object' | 'false';
  /** The values it may have, where they are published. */
  readonly oneOf?: readonly string[];
}

/** The vendor's own form of an answer: what a proxy's or a CDN's page does not have. */
export interface Envelope {
  /** All of these must be there. An empty path is the body itself. */
  readonly has: readonly EnvelopeField[];
  /** None of these may be there, at any value but null. */
  readonly lacks?: readonly string[];
  /** Where an error's code and message stand, for comparing refusals and for the reason that a person reads. */
  readonly code?: string;
  readonly message?: string;
}

/**
 * One kind of answer and what it says about the key. The first that fits counts.
 *
 * `active`: the vendor knows the key. `refused`: it does not, or no longer; whether the key is dead is decided by a random
 * key's refusal. `denied`: a refusal that the vendor also gives to a live key of narrow scope: it shows that the endpoint
 * refuses at all, and never that a key is dead. `unknown`: says nothing of the key.
 */
export interface ProbeAnswer {
  readonly status: number;
  readonly envelope: Envelope;
  readonly says: 'active' | 'refused' | 'denied' | 'unknown';
  /** A sentence that a person understands. */
  readonly reason: string;
  /** The workspace in the path does not exist, whatever the key is. */
  readonly noWorkspace?: true;
  /** What the answer says about the key's scopes. */
  readonly scopes?: string;
}

/** The least intrusive request that tells a live key from a dead one. */
export interface Probe {
  /** Pinned: scheme, host and path prefix. */
  readonly baseUrl: string;
  readonly method: 'GET';
  /** Appended to the base. `{workspace}` is replaced by the user's or a strictly matched slug. */
  readonly path: string;
  readonly header: string;
  /** The header's value, with `{key}`. */
  readonly value: string;
  /** Rules whose keys it can check: another kind of secret sent this way would look dead. */
  readonly checks: readonly string[];
  /** What a workspace's slug may hold, where the path has one. Anchored. */
  readonly workspace?: { readonly pattern: string };
  readonly answers: readonly ProbeAnswer[];
  /** Keys whose refusal proves nothing, by prefix. */
  readonly inconclusive?: readonly { readonly prefix: string; readonly reason: string }[];
  /** Dotted paths at which a good answer may name the organisation. */
  readonly organisation?: readonly string[];
  /** Why nothing more intrusive is needed, and what a person should know of the endpoint. */
  readonly notes: string;
}

export interface RateLimit {
  readonly scope: 'key' | 'organisation' | 'workspace-endpoint' | 'unstated';
  readonly perMinute: number;
  readonly note?: string;
}

export interface Limits {
  readonly published: readonly RateLimit[];
  /** What Keyturn allows itself where the vendor's headers tell nothing, in requests a minute: below what is published. */
  readonly budgetPerMinute: number;
  /** What the budget is counted by: one key, or one endpoint with all keys that are sent to it. */
  readonly budgetScope: 'key' | 'endpoint';
  readonly resetHeader: 'epoch-seconds' | 'seconds-remaining' | 'unstated';
}

export interface Scope {
  readonly name: string;
  readonly allows: string;
  /** It holds all the others. */
  readonly isAll?: true;
}

export interface Rotation {
  /** Steps in the order in which the vendor wants them. */
  readonly steps: readonly string[];
  /** What differs when the key was exposed in public. */
  readonly whenExposed: string;
  /** Where keys are made and revoked: the menu's path, and the vendor's site (deep links are not published). */
  readonly settings: { readonly label: string; readonly url: string };
}

/** One of a rule's own examples, put together when the tests run. */
export interface Example {
  readonly says: string;
  readonly path?: string;
  /** Lines of a file; `{key}` is replaced by the sample. */
  readonly lines: readonly string[];
  /** The sample: literal parts to join, or a prefix with a random tail. */
  readonly key:
    | { readonly parts: readonly string[] }
    | { readonly prefix: string; readonly alphabet: Alphabet; readonly length: number };
  /** The rule that reports it, or null for a near miss. */
  readonly rule: string | null;
}

/** A service whose customers' keys Keyturn finds, verifies and follows. */
export interface Provider {
  readonly kind: 'provider';
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly shapes: readonly KeyShape[];
  readonly contextual?: ContextualKeys;
  readonly context: Context;
  /** Ids of the vendors that use one of its prefixes. */
  readonly rivals: readonly string[];
  readonly probe: Probe | null;
  readonly limits: Limits;
  readonly scopes: readonly Scope[];
  readonly expiry: string | null;
  readonly rotation: Rotation;
  readonly docs: readonly string[];
  readonly examples: readonly Example[];
}

/** A vendor that shares a prefix with one of ours. */
export interface Rival {
  readonly kind: 'rival';
  readonly id: string;
  readonly name: string;
  readonly shapes: readonly RivalShape[];
  readonly context: Context;
}

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}
