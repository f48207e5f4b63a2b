/** Known keys as a tree: groups, in them keys, in them places and what to do. */
import { providers } from '@keyturn/providers';
import { stateName, vendorName } from '../findings/describe.ts';
import type { Translate } from '../translate.ts';
import type { KnownKey, KnownPlace } from './key-index.ts';

export const GROUPINGS = ['provider', 'file', 'validity'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type TreeNode =
  | { readonly kind: 'group'; readonly by: Grouping; readonly id: string; readonly keys: readonly KeyNode[] }
  | KeyNode
  | { readonly kind: 'place'; readonly place: KnownPlace }
  | { readonly kind: 'rotation'; readonly provider: string }
  | { readonly kind: 'step'; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export interface KeyNode {
  readonly kind: 'key';
  readonly group: string;
  readonly key: KnownKey;
  readonly places: readonly KnownPlace[];
}

const SEVERITIES: readonly KnownKey['severity'][] = ['critical', 'high', 'medium', 'low', 'info'];
const STATES: readonly KnownKey['validity']['state'][] = ['active', 'unknown', 'not-checked', 'inactive'];

/** The groups, the most urgent first; files by name. */
export function groupsOf(places: readonly KnownPlace[], by: Grouping): Extract<TreeNode, { kind: 'group' }>[] {
  const groups = new Map<string, Map<string, KnownPlace[]>>();
  for (const place of places) {
    const id = groupOf(place, by);
    const keys = groups.get(id) ?? new Map<string, KnownPlace[]>();
    groups.set(id, keys);
    const { fingerprint } = place.key;
    keys.set(fingerprint, [...(keys.get(fingerprint) ?? []), place]);
  }
  return [...groups]
    .map(([id, keys]) => ({ kind: 'group' as const, by, id, keys: keyNodes(id, keys) }))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1));
}

function groupOf({ key, uri }: KnownPlace, by: Grouping): string {
  if (by === 'file') return uri;
  return by === 'validity' ? key.validity.state : (key.provider ?? '');
}

function keyNodes(group: string, keys: ReadonlyMap<string, readonly KnownPlace[]>): KeyNode[] {
  return [...keys.values()]
    .flatMap((places): KeyNode[] => {
      const [first] = places;
      return first === undefined ? [] : [{ kind: 'key', group, key: first.key, places }];
    })
    .toSorted((a, b) => SEVERITIES.indexOf(a.key.severity) - SEVERITIES.indexOf(b.key.severity));
}

function rankOf({ by, id, keys }: Extract<TreeNode, { kind: 'group' }>): number {
  if (by === 'file') return 0;
  if (by === 'validity') return STATES.findIndex((state) => state === id);
  return SEVERITIES.indexOf(keys[0]?.key.severity ?? 'info');
}

/** What stands below a node. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  if (node.kind === 'group') return node.keys;
  if (node.kind === 'key') {
    const { provider } = node.key;
    const isKnown = providers.some(({ id }) => id === provider);
    return [
      ...node.places.map((place) => ({ kind: 'place' as const, place })),
      ...(provider !== null && isKnown ? [{ kind: 'rotation' as const, provider }] : []),
    ];
  }
  if (node.kind !== 'rotation') return [];
  const rotation = providers.find(({ id }) => id === node.provider)?.rotation;
  if (rotation === undefined) return [];
  const { whenExposed, steps, settings } = rotation;
  return [
    { kind: 'step', text: whenExposed },
    ...steps.map((text) => ({ kind: 'step' as const, text })),
    { kind: 'link', ...settings },
  ];
}

/** A group's name. @param pathOf a file's name for its user */
export function groupLabel(
  { by, id }: Extract<TreeNode, { kind: 'group' }>,
  pathOf: (uri: string) => string,
  t: Translate,
): string {
  if (by === 'file') return pathOf(id);
  if (by === 'provider') return id === '' ? t('Vendor not clear') : vendorName(id);
  return stateName(id as KnownKey['validity']['state'], t);
}

/** For a screen reader, which sees neither the icon nor where a node stands. */
export function spokenKey({ key, places }: KeyNode, t: Translate): string {
  const name = key.provider === null ? t('Vendor not clear') : vendorName(key.provider);
  const state = stateName(key.validity.state, t);
  return places.length === 1
    ? t('{0}, {1}, {2}, in 1 place', key.preview, name, state)
    : t('{0}, {1}, {2}, in {3} places', key.preview, name, state, places.length);
}
