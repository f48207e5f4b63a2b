/** The texts of hooks. Where they go, and whether they may, is the command's to decide. */

/** Tells our hooks from others'. */
const MARK = '# keyturn-hook 1';

export interface HookOptions {
  /** How keyturn is started: program and arguments. */
  readonly command: readonly string[];
  /** The file name, beside the hook, of the one that stood there before; it runs first. */
  readonly previous?: string;
}

export function isOurHook(text: string): boolean {
  return text.includes(MARK);
}

/** A pre-commit hook for plain git: scans what is about to be committed. */
export function preCommitHook({ command, previous }: HookOptions): string {
  const earlier =
    previous === undefined
      ? ''
      : `
# The hook that stood here before comes first, and decides first.
earlier="$(dirname "$0")"/${quote(previous)}
if [ -x "$earlier" ]; then
  "$earlier" "$@" || exit $?
fi
`;
  return `#!/bin/sh
${MARK}: scans what is about to be committed. Written by \`keyturn hook install\`.
# To commit nevertheless: git commit --no-verify
${earlier}
${started(command)}
exec ${command.map(quote).join(' ')} scan --staged
`;
}

/**
 * A pre-receive hook for a server: scans what the pushed commits add, before any ref moves. git runs it with the pushed
 * objects in quarantine and names their place in the environment, so they are seen, and thrown away on refusal.
 */
export function preReceiveHook({ command, previous }: HookOptions): string {
  const earlier =
    previous === undefined
      ? ''
      : `
# The hook that stood here before comes first, with the same lines.
earlier="$(dirname "$0")"/${quote(previous)}
if [ -x "$earlier" ]; then
  printf '%s\\n' "$updates" | "$earlier" "$@" || exit $?
fi
`;
  return `#!/bin/sh
${MARK}: refuses a push that adds a key.
# git writes a line for each ref: OLD NEW REF; NEW is zeros where a ref is deleted.
updates=$(cat)
${earlier}
tips=$(printf '%s\\n' "$updates" | while read -r _ new _; do
  case $new in *[!0]*) printf '%s\\n' "$new" ;; esac
done)
[ -n "$tips" ] || exit 0

# What no ref holds yet.
commits=$(printf '%s\\n' "$tips" | git rev-list --stdin --not --all) || {
  echo 'keyturn: the pushed commits cannot be listed, so the push is refused.' >&2
  exit 1
}
[ -n "$commits" ] || exit 0

${started(command)}
printf '%s\\n' "$commits" | ${command.map(quote).join(' ')} scan --commits-from - .
`;
}

/** What is added to another hook manager's own file. */
export function hookSnippet(kind: 'husky' | 'lefthook', command: readonly string[]): string {
  const line = `${command.map(quote).join(' ')} scan --staged`;
  return kind === 'husky'
    ? `${line} ${MARK}\n`
    : `pre-commit:\n  commands:\n    keyturn: ${MARK}\n      run: ${line}\n`;
}

/** A hook that finds no keyturn stops the commit, and says how to go on: silence would look like a clean scan. */
function started([program = 'keyturn']: readonly string[]): string {
  return `if ! command -v ${quote(program)} >/dev/null 2>&1; then
  echo ${quote(`keyturn: ${program.replaceAll(/[^\u0020-\u007e]/g, '?')} is not there any more. Install it, or write the hook again: keyturn hook install`)} >&2
  exit 1
fi`;
}

/** For a POSIX shell. */
function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
