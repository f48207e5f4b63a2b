import * as vscode from 'vscode';
import { loudest } from '../findings/grade.ts';
import type { Grade } from '../findings/grade.ts';
import type { KnownKeys } from './known-keys.ts';

/** A badge has room for two characters. */
const MOST_COUNTED = 9;
/** A key that may be where it is leaves a file's name in the colour that it has, of git's for one. */
const COLOURS: Readonly<Record<Grade, string | null>> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  information: null,
};

/** How many keys stand in a file, beside its name in the explorer. */
export function showBadges(keys: KnownKeys): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  /** Files whose keys the editor counts itself. */
  const counted = new Set<string>();
  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: (uri) => {
      const places = keys.index.placesIn(uri.toString());
      const { length } = places;
      if (length === 0) return undefined;
      const grade = loudest(places.map((place) => place.grade));
      const said = length === 1 ? vscode.l10n.t('Keyturn: 1 key') : vscode.l10n.t('Keyturn: {0} keys', length);
      if (isCountedByEditor(uri)) {
        counted.add(uri.toString());
        return new vscode.FileDecoration(undefined, said);
      }
      counted.delete(uri.toString());
      const colour = COLOURS[grade];
      const decoration = new vscode.FileDecoration(
        length > MOST_COUNTED ? `${MOST_COUNTED}+` : String(length),
        said,
        colour === null ? undefined : new vscode.ThemeColor(colour),
      );
      decoration.propagate = grade !== 'information';
      return decoration;
    },
  };
  return vscode.Disposable.from(
    changed,
    keys.onDidChange(() => changed.fire(undefined)),
    // The editor's own badge goes when a document is closed.
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const ours = uris.filter((uri) => counted.has(uri.toString()) && !isCountedByEditor(uri));
      if (ours.length > 0) changed.fire(ours);
    }),
    vscode.window.registerFileDecorationProvider(provider),
  );
}

/** The editor has a badge of its own for errors and warnings of a file, and shows the same number twice beside ours. */
function isCountedByEditor(uri: vscode.Uri): boolean {
  if (vscode.workspace.getConfiguration('problems').get<boolean>('decorations.enabled') === false) return false;
  return vscode.languages
    .getDiagnostics(uri)
    .some(({ source, severity }) => source === 'Keyturn' && severity <= vscode.DiagnosticSeverity.Warning);
}
