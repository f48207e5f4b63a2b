/** The view of all known keys: by provider, file or validity, with their places and what to do. */
import * as vscode from 'vscode';
import { vendorName } from '../findings/describe.ts';
import { loudest } from '../findings/grade.ts';
import type { KnownPlace } from '../keys/key-index.ts';
import { childrenOf, groupLabel, GROUPINGS, groupsOf, spokenKey } from '../keys/key-tree.ts';
import type { Grouping, KeyNode, TreeNode } from '../keys/key-tree.ts';
import type { KnownKeys } from './known-keys.ts';

const REMEMBERED = 'keyturn.grouping';
const STATE_ICONS = { active: 'flame', inactive: 'pass', unknown: 'question', 'not-checked': 'key' } as const;

const COLOURS = {
  error: 'problemsErrorIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
  information: 'problemsInfoIcon.foreground',
} as const;

export class KeyView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #keys: KnownKeys;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #by: Grouping;

  readonly onDidChangeTreeData: vscode.Event<void> = this.#changed.event;

  constructor({ workspaceState }: vscode.ExtensionContext, keys: KnownKeys) {
    this.#keys = keys;
    this.#memory = workspaceState;
    const last = workspaceState.get<string>(REMEMBERED);
    this.#by = GROUPINGS.find((one) => one === last) ?? 'provider';
    const view = vscode.window.createTreeView('keyturn.keys', { treeDataProvider: this, showCollapseAll: true });
    const { registerCommand } = vscode.commands;
    this.#disposables = [
      this.#changed,
      view,
      keys.onDidChange(() => this.#changed.fire()),
      registerCommand('keyturn.keys.group', () => this.#group()),
      registerCommand('keyturn.keys.copyFingerprint', async ({ key }: KeyNode) =>
        vscode.env.clipboard.writeText(key.fingerprint),
      ),
      registerCommand('keyturn.keys.verify', async ({ places: [first] }: KeyNode) =>
        first === undefined ? undefined : vscode.commands.executeCommand('keyturn.verify', ...argumentsOf(first)),
      ),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return node === undefined ? groupsOf(this.#keys.index.places(), this.#by) : [...childrenOf(node)];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'group') return groupItem(node, Expanded);
    if (node.kind === 'key') return keyItem(node, Collapsed);
    if (node.kind === 'place') return placeItem(node.place);
    if (node.kind === 'rotation') {
      const item = new vscode.TreeItem(
        vscode.l10n.t('How to rotate a key of {0}', vendorName(node.provider)),
        Collapsed,
      );
      item.iconPath = new vscode.ThemeIcon('sync');
      return item;
    }
    const item = new vscode.TreeItem(node.kind === 'step' ? node.text : node.label, None);
    if (node.kind === 'step') item.tooltip = node.text;
    else {
      item.iconPath = new vscode.ThemeIcon('link-external');
      item.command = { title: node.label, command: 'vscode.open', arguments: [vscode.Uri.parse(node.url)] };
    }
    return item;
  }

  async #group(): Promise<void> {
    const names: Readonly<Record<Grouping, string>> = {
      provider: vscode.l10n.t('By provider'),
      file: vscode.l10n.t('By file'),
      validity: vscode.l10n.t('By validity'),
    };
    const choices = GROUPINGS.map((by) => ({ by, label: names[by], picked: by === this.#by }));
    const chosen = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Show keys') });
    if (chosen === undefined) return;
    this.#by = chosen.by;
    await this.#memory.update(REMEMBERED, chosen.by);
    this.#changed.fire();
  }
}

function groupItem(
  node: Extract<TreeNode, { kind: 'group' }>,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const label = groupLabel(node, (uri) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri)), vscode.l10n.t);
  const item = new vscode.TreeItem(label, state);
  item.id = `${node.by} ${node.id}`;
  item.description = String(node.keys.length);
  if (node.by === 'file') {
    item.resourceUri = vscode.Uri.parse(node.id);
    item.iconPath = vscode.ThemeIcon.File;
  } else item.iconPath = new vscode.ThemeIcon(node.by === 'provider' ? 'organization' : 'shield');
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, keys: {1}', label, node.keys.length) };
  return item;
}

function keyItem(node: KeyNode, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const { key, group, places } = node;
  const item = new vscode.TreeItem(key.preview, state);
  item.id = `${group} ${key.fingerprint}`;
  item.description = places.length === 1 ? '' : `×${places.length}`;
  item.contextValue = key.provider === null ? 'key' : 'key-with-provider';
  const colour = COLOURS[loudest(places.map((place) => place.grade))];
  item.iconPath = new vscode.ThemeIcon(STATE_ICONS[key.validity.state], new vscode.ThemeColor(colour));
  const spoken = spokenKey(node, vscode.l10n.t);
  item.tooltip = spoken;
  item.accessibilityInformation = { label: spoken };
  return item;
}

function placeItem(place: KnownPlace): vscode.TreeItem {
  const uri = vscode.Uri.parse(place.uri);
  const path = vscode.workspace.asRelativePath(uri);
  const item = new vscode.TreeItem(`${path}:${place.line + 1}`);
  item.iconPath = new vscode.ThemeIcon('location');
  const selection = new vscode.Range(place.line, place.column, place.endLine, place.endColumn);
  item.command = {
    title: vscode.l10n.t('Open the Key’s Place'),
    command: 'vscode.open',
    arguments: [uri, { selection } satisfies vscode.TextDocumentShowOptions],
  };
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, line {1}', path, place.line + 1) };
  return item;
}

function argumentsOf({ uri, line, column }: KnownPlace): [vscode.Uri, vscode.Position] {
  return [vscode.Uri.parse(uri), new vscode.Position(line, column)];
}
