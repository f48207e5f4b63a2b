import { providers, rivals, rules } from '@keyturn/providers';
import { KeyturnError } from '@keyturn/scanner';
import { ExitCode } from '../exit-code.ts';

/** Prints what is known of each provider. */
export function listProviders(options: { json?: boolean; format: string }): number {
  if (options.json === true || options.format === 'json') {
    const described = providers.map(({ examples: _examples, kind: _kind, ...provider }) => ({
      ...provider,
      rules: rulesOf(provider.id),
      rivals: rivals
        .filter((rival) => provider.rivals.includes(rival.id))
        .map(({ id, name, shapes }) => ({ id, name, shapes })),
    }));
    process.stdout.write(
      `${JSON.stringify({ schema: 'keyturn/providers@1', providers: described, rules }, null, 2)}\n`,
    );
    return ExitCode.clean;
  }
  if (options.format !== 'text') {
    throw new KeyturnError('usage', `keyturn providers writes text or json, not ${options.format}.`);
  }
  process.stdout.write(`${providers.map((provider) => describe(provider.id)).join('\n')}\n`);
  return ExitCode.clean;
}

const rulesOf = (id: string): string[] => {
  const provider = providers.find((one) => one.id === id);
  return [
    ...new Set([
      ...(provider?.shapes ?? []).map((shape) => shape.rule),
      ...(provider?.contextual?.slots ?? []).map((slot) => slot.rule),
    ]),
  ];
};

function describe(id: string): string {
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined) return '';
  const prefixes = provider.shapes.map(
    ({ prefix, documented }) =>
      `${prefix}… (${documented.map(({ min, max }) => (min === max ? `${min}` : `${min}–${max}`)).join(' or ')})`,
  );
  const { probe, limits, rotation } = provider;
  return [
    `${provider.name} (${provider.id})`,
    `  ${provider.summary}`,
    `  Rules:    ${rulesOf(id).join(', ')}`,
    `  Keys:     ${prefixes.length > 0 ? prefixes.join(', ') : 'no prefix; found by context'}`,
    ...(provider.rivals.length > 0
      ? [
          `  Rivals:   ${rivals
            .filter((rival) => provider.rivals.includes(rival.id))
            .map((rival) => rival.name)
            .join(', ')}`,
        ]
      : []),
    ...(probe === null ? [] : [`  Probe:    ${probe.method} ${probe.baseUrl}${probe.path} (${probe.header})`]),
    `  Limits:   ${limits.published.map(({ perMinute, scope, note }) => `${perMinute} a minute per ${scope}${note === undefined ? '' : ` (${note})`}`).join('; ')}; Keyturn keeps to ${limits.budgetPerMinute}`,
    `  Rotation: ${rotation.settings.label} (${rotation.settings.url})`,
    '',
  ].join('\n');
}
