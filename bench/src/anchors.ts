/**
 * What every contender is asked to find: the same four rules, written in the syntax that RE2, Rust, Python and JavaScript
 * share. They are plainer than our own, which judge context as well; they give the peers no more work than ours has.
 */

/** One rule, for a peer's configuration. */
export interface Anchor {
  readonly id: string;
  /** Literals of which one has to stand in a text before the expression is worth trying. */
  readonly keywords: readonly string[];
  /** Group 1 is the key. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

export const ANCHORS: readonly Anchor[] = [
  { id: 'clarky', keywords: ['ck_live_'], pattern: String.raw`\b(ck_live_[A-Za-z0-9]{30,31})\b`, ignoreCase: false },
  {
    id: 'agentclara',
    keywords: ['sk_live_', 'sk_test_'],
    pattern: String.raw`\b(sk_(?:live|test)_[A-Za-z0-9]{16,99})\b`,
    ignoreCase: false,
  },
  {
    id: 'klipy',
    keywords: ['klipy_api_', 'klipy_pk_'],
    pattern: String.raw`\b(klipy_(?:api|pk)_[A-Za-z0-9_-]{16,64})`,
    ignoreCase: false,
  },
  {
    id: 'clarify',
    keywords: ['clarify'],
    pattern: String.raw`api\.clarify\.ai[^\n]{0,120}api-key\s+([A-Za-z0-9_-]{24,64})`,
    ignoreCase: true,
  },
];

/** All keywords, for a search without expressions. */
export const LITERALS: readonly string[] = ANCHORS.flatMap(({ keywords }) => keywords);
