import { printable } from '@keyturn/scanner';

export type ColourChoice = 'auto' | 'always' | 'never';

/** How text is written to a stream: what `--color`, NO_COLOR, FORCE_COLOR and the terminal itself say. */
export function styleOf(
  stream: NodeJS.WriteStream,
  choice: ColourChoice,
): { colour: boolean; hyperlinks: boolean; width: number } {
  const { env } = process;
  const isTerminal = stream.isTTY;
  const colour =
    choice === 'always' ||
    (choice === 'auto' &&
      (env['NO_COLOR'] ?? '') === '' &&
      ((isTerminal && stream.hasColors(16, env)) ||
        ((env['FORCE_COLOR'] ?? '0') !== '0' && env['FORCE_COLOR'] !== 'false')));
  return {
    colour,
    hyperlinks: isTerminal && colour && showsHyperlinks(env),
    width: isTerminal ? Math.max(40, stream.columns || 80) : 100,
  };
}

/** Terminals that are known to make links of OSC 8; the others may show rubbish. */
function showsHyperlinks(env: NodeJS.ProcessEnv): boolean {
  return (
    ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby'].includes(env['TERM_PROGRAM'] ?? '') ||
    Number(env['VTE_VERSION'] ?? 0) >= 5000 ||
    env['WT_SESSION'] !== undefined ||
    env['KITTY_WINDOW_ID'] !== undefined ||
    env['TERM'] === 'alacritty'
  );
}

/** A sentence on standard error: an error, or something to know. */
export function complain(sentence: string): void {
  process.stderr.write(`keyturn: ${sentence.split('\n').map(printable).join('\n')}\n`);
}
