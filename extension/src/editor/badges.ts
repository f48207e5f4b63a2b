import * as vscode from 'vscode';
import type { KnownKeys } from './known-keys.ts';

/** A badge has room for two characters. */
const MOST_COUNTED = 9;

/** How many keys stand in a file, beside its name in the explorer. */
export function showBadges(keys: KnownKeys): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: (uri) => {
      const places = keys.index.placesIn(uri.toString());
      const { length } = places;
      if (length === 0) return undefined;
      const isSevere = places.some(({ key: { severity } }) => severity === 'critical' || severity === 'high');
      const decoration = new vscode.FileDecoration(
        length > MOST_COUNTED ? `${MOST_COUNTED}+` : String(length),
        length === 1 ? vscode.l10n.t('Keyturn: 1 key') : vscode.l10n.t('Keyturn: {0} keys', length),
        new vscode.ThemeColor(isSevere ? 'list.errorForeground' : 'list.warningForeground'),
      );
      decoration.propagate = isSevere;
      return decoration;
    },
  };
  return vscode.Disposable.from(
    changed,
    keys.onDidChange(() => changed.fire(undefined)),
    vscode.window.registerFileDecorationProvider(provider),
  );
}
