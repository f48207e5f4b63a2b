/** The rules as SARIF's reporting descriptors: what each finds, how sure, and what to do. */
import { providers, rules as knownRules } from '@keyturn/providers';
import type { Provider, Rule } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';

export interface Descriptor {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: 'error' | 'warning' };
  readonly properties: {
    readonly tags: readonly string[];
    readonly precision: string;
    readonly 'security-severity': string;
  };
}

/** GitHub's bands: critical above 9.0, high above 7.0. */
const OWN = { severity: '9.5', precision: 'very-high' } as const;
const UNCLEAR = { severity: '8.0', precision: 'high' } as const;

/** Every rule that Keyturn brings, and after them those of a configuration that found something. */
export function ruleDescriptors(findings: readonly Finding[]): Descriptor[] {
  const known = new Set(knownRules.map(({ id }) => id));
  const others = [...new Set(findings.map(({ rule }) => rule))].filter((id) => !known.has(id)).toSorted();
  return [
    ...knownRules,
    ...others.map((id): Rule => ({ id, name: id, description: 'A key found by a rule of the configuration.' })),
  ].map(describe);
}

function describe({ id, name, description }: Rule): Descriptor {
  const provider = providers.find(({ shapes, contextual }) =>
    [...shapes, ...(contextual?.slots ?? [])].some(({ rule }) => rule === id),
  );
  const { severity, precision } = provider === undefined ? UNCLEAR : OWN;
  const lines = provider === undefined ? unclear : stepsOf(provider);
  const plain = description.replaceAll('`', '');
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: `${name} in the code` },
    fullDescription: { text: plain },
    help: {
      text: `${plain}\n\n${lines.join('\n')}${provider === undefined ? '' : `\n\n${provider.rotation.settings.url}`}`,
      markdown: `${description}\n\n${lines.join('\n')}${provider === undefined ? '' : `\n\n[${provider.rotation.settings.label}](${provider.rotation.settings.url})`}`,
    },
    ...(provider !== undefined && { helpUri: provider.rotation.settings.url }),
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['security', 'secret', 'external/cwe/cwe-798'], precision, 'security-severity': severity },
  };
}

const unclear: readonly string[] = [
  '1. Find out who issued the key: its vendor’s dashboard lists its keys.',
  '2. Revoke it there, and create a new one.',
];

function stepsOf({ rotation }: Provider): string[] {
  return [rotation.whenExposed, '', ...rotation.steps.map((step, index) => `${index + 1}. ${step}`)];
}

function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
