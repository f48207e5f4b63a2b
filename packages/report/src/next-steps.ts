/** What to do with the keys that were found: each provider's own steps once, with its own link. */
import { providers } from '@keyturn/providers';
import type { Provider } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';
import { count, either, vendorName } from './words.ts';

export interface NextSteps {
  readonly title: string;
  /** What differs when the key was exposed; comes first. */
  readonly warning: string | null;
  readonly steps: readonly string[];
  /** Something that may help, and is no step. */
  readonly hint: string | null;
  readonly link: { readonly label: string; readonly url: string } | null;
}

/** For all keys that are neither suppressed nor proven inactive; the ambiguous ones come last. */
export function providerSteps(findings: readonly Finding[], more: readonly Provider[] = []): NextSteps[] {
  const open = findings.filter((finding) => finding.suppressed === null && finding.validity.state !== 'inactive');
  const steps = [...providers, ...more].flatMap(({ id, name, rotation }): NextSteps[] => {
    const keys = open.filter((finding) => finding.provider === id);
    if (keys.length === 0) return [];
    const title = `What to do with the ${keys.length === 1 ? `${name} key` : count(keys.length, `${name} key`)}`;
    return [
      {
        title,
        warning: rotation.whenExposed,
        steps: rotation.steps,
        hint: null,
        link: rotation.settings.url === '' ? null : rotation.settings,
      },
    ];
  });
  const unclear = open.filter((finding) => finding.provider === null);
  return unclear.length === 0 ? steps : [...steps, ambiguousSteps(unclear)];
}

function ambiguousSteps(keys: readonly Finding[]): NextSteps {
  const candidates = [...new Set(keys.flatMap((finding) => finding.candidates))];
  const names = candidates.slice(0, 4).map(vendorName);
  const known = names.length === 0 ? ['its vendor'] : names;
  const who = candidates.length > names.length ? [...known, 'another vendor'] : known;
  // Nobody may vouch for a key that stands in a rival's clear context.
  const vouchable = new Set(keys.filter((key) => !key.rivalClear).flatMap((key) => key.candidates));
  const [ours, ...more] = providers.filter(({ id }) => vouchable.has(id)).map(({ id }) => id);
  return {
    title: `What to do with the ${keys.length === 1 ? 'key' : count(keys.length, 'key')} whose vendor is not clear`,
    warning: null,
    steps: [
      `Find out who issued ${keys.length === 1 ? 'it' : 'each of them'}: the dashboard of ${either(who)} lists its keys.`,
      'Revoke it there, and create a new one. A leak is a leak, whosoever it is.',
    ],
    hint:
      ours === undefined
        ? null
        : `If you know that it is a key of ${either([ours, ...more].map(vendorName))}, say so: --verify-as ${ours}.`,
    link: null,
  };
}
