/** What to do with the keys that were found: each provider's own steps once, with its own link. */
import { providers } from '@keyturn/providers';
import type { Provider } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';
import { count, either, vendorName } from '../words.ts';
import { wrap } from './columns.ts';
import type { Paint } from './paint.ts';

export function nextSteps(findings: readonly Finding[], paint: Paint): string[] {
  const open = findings.filter((finding) => finding.suppressed === null && finding.validity.state !== 'inactive');
  return [
    ...providers.flatMap((provider) => {
      const keys = open.filter((finding) => finding.provider === provider.id);
      return keys.length === 0 ? [] : stepsOf(provider, keys, paint);
    }),
    ...ambiguous(
      open.filter((finding) => finding.provider === null),
      paint,
    ),
  ];
}

function stepsOf(provider: Provider, keys: readonly Finding[], paint: Paint): string[] {
  const { steps, whenExposed, settings } = provider.rotation;
  return [
    paint.as(
      'strong',
      `What to do with ${keys.length === 1 ? `the ${provider.name} key` : `the ${count(keys.length, `${provider.name} key`)}`}`,
    ),
    ...hanging('  ! ', whenExposed, paint, 'notice'),
    ...steps.flatMap((step, index) => hanging(`  ${index + 1} `, step, paint)),
    ...linkLines(settings, paint),
    '',
  ];
}

function linkLines({ label, url }: Provider['rotation']['settings'], paint: Paint): string[] {
  const link = paint.link(url, paint.as('link', url));
  const fits = 6 + url.length + label.length <= paint.style.width;
  return fits ? [`    ${link}${paint.as('dim', `  ${label}`)}`] : [`    ${paint.as('dim', label)}`, `    ${link}`];
}

function ambiguous(keys: readonly Finding[], paint: Paint): string[] {
  if (keys.length === 0) return [];
  const candidates = [...new Set(keys.flatMap((finding) => finding.candidates))];
  const ours = candidates.filter(
    (id) =>
      providers.some((provider) => provider.id === id) &&
      keys.some((key) => !key.rivalClear && key.candidates.includes(id)),
  );
  const names = candidates.slice(0, 4).map(vendorName);
  const who =
    names.length === 0 ? 'their vendor' : `${either(names)}${candidates.length > names.length ? ' or another' : ''}`;
  return [
    paint.as(
      'strong',
      `What to do with ${keys.length === 1 ? 'the key' : `the ${count(keys.length, 'key')}`} whose vendor is not clear`,
    ),
    ...hanging(
      '  1 ',
      `Find out who issued ${keys.length === 1 ? 'it' : 'each'}: ${who} lists its keys in its dashboard.`,
      paint,
    ),
    ...hanging('  2 ', 'Revoke it there, and create a new one. A leak is a leak, whosoever it is.', paint),
    ...(ours.length === 0
      ? []
      : hanging(
          '    ',
          `If you know that it is ${either(ours.map((id) => `${vendorName(id)}'s`))}, say so: --verify-as ${ours[0] ?? ''}.`,
          paint,
        )),
    '',
  ];
}

function hanging(mark: string, text: string, paint: Paint, tone?: 'notice'): string[] {
  return wrap(text, Math.max(30, paint.style.width - mark.length)).map((line, index) => {
    const shown = tone === undefined ? line : paint.as(tone, line);
    return (index === 0 ? paint.as('dim', mark) : ' '.repeat(mark.length)) + shown;
  });
}
