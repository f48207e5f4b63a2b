import { type Anchor, ANCHORS } from '../anchors.ts';

/** An anchor's expression as RE2, Rust's `regex` and Python's `re` read it. */
export function expression({ pattern, ignoreCase }: Anchor): string {
  return ignoreCase ? `(?i)${pattern}` : pattern;
}

/** The rules that gitleaks and betterleaks read. */
export function gitleaksToml(): string {
  const rules = ANCHORS.map(
    (anchor) =>
      `[[rules]]\nid = "${anchor.id}"\nregex = '''${expression(anchor)}'''\nsecretGroup = 1\nkeywords = ${JSON.stringify(anchor.keywords)}\n`,
  );
  return `title = "the same anchors"\n\n${rules.join('\n')}`;
}
