/** A finding in words: for the Problems panel, and at length for the hover. Never a character of a key's tail. */
import { providers, rivals, rules } from '@keyturn/providers';
import type { Finding } from '@keyturn/scanner';
import type { Translate } from '../translate.ts';

const vendorNames = new Map([...providers, ...rivals].map(({ id, name }) => [id, name]));
const ruleNames = new Map(rules.map(({ id, name }) => [id, name]));
const MOST_NAMES = 4;
const RULE_PAGES = 'https://github.com/keyturn/keyturn/blob/main/docs/rules.md';

/** A vendor’s name for its users. */
export function vendorName(id: string): string {
  return vendorNames.get(id) ?? id;
}

/** The page that explains a rule; one of a configuration is explained where rules are written. */
export function rulePage(rule: string): string {
  return ruleNames.has(rule)
    ? `${RULE_PAGES}#${rule}`
    : 'https://github.com/keyturn/keyturn/blob/main/docs/configuration.md';
}

/** What a vendor may be, likeliest first. */
function candidateNames(finding: Pick<Finding, 'candidates'>): string {
  const names = finding.candidates.slice(0, MOST_NAMES).map(vendorName);
  return finding.candidates.length > MOST_NAMES ? `${names.join(', ')}, …` : names.join(', ');
}

/** One sentence. */
export function messageOf(finding: Finding, isIgnored: boolean, t: Translate): string {
  const { provider, preview, environment, validity } = finding;
  const name = provider === null ? null : vendorName(provider);
  if (validity.state === 'active') {
    return t('{0} is an active key. Revoke it, then take it out of this file.', preview);
  }
  if (validity.state === 'inactive') return t('{0} is a key that no longer works.', preview);
  if (isIgnored) return t('{0} is a key, in a file that git ignores.', preview);
  if (name === null) {
    return finding.candidates.length === 0
      ? t('{0} is a secret.', preview)
      : t('{0} is a secret key. It may be of: {1}.', preview, candidateNames(finding));
  }
  if (environment === 'test') return t('{0} is a test key of {1}.', preview, name);
  return t('{0} is a key of {1}. Whoever reads this file can use it.', preview, name);
}

/**
 * Markdown; nothing in it comes from the scanned text but names of vendors.
 *
 * @param links what can be done about what is known; empty where nothing can
 */
export function hoverOf(finding: Finding, t: Translate, firstSeen: string | null = null, links = ''): string {
  const { provider, validity, rule, preview } = finding;
  const lines = [`**${plain(ruleNames.get(rule) ?? rule)}** \`${preview.replaceAll('`', '')}\``, ''];
  lines.push(
    provider === null
      ? `- ${t('Vendor: not clear. Candidates: {0}', candidateNames(finding))}`
      : `- ${t('Vendor: {0}', vendorName(provider))}`,
    `- ${t('Environment: {0}', environmentName(finding.environment, t))}`,
    `- ${t('Why: {0}', finding.evidence.map(plain).join('; '))}`,
  );
  if (firstSeen !== null) lines.push(`- ${t('First seen in git: {0}', plain(firstSeen))}`);
  if (validity.state !== 'not-checked') lines.push(`- ${plain(validityText(validity, t))}`);
  if (links !== '') lines.push('', links);
  lines.push('', ...rotationOf(finding, t));
  return lines.join('\n');
}

/** What is known of whether a key works, and when that was asked. */
export function validityText({ state, reason, checkedAt }: Finding['validity'], t: Translate): string {
  return checkedAt === null
    ? `${stateName(state, t)}. ${reason}`
    : t('{0}, checked {1}. {2}', stateName(state, t), timeOf(checkedAt), reason);
}

/** To the second, in UTC as in every report. */
function timeOf(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

function rotationOf(finding: Finding, t: Translate): string[] {
  const known = providers.find(({ id }) => id === finding.provider);
  if (known === undefined) {
    return [t('**What to do:** find out who issued it, revoke it there, and create a new one.')];
  }
  const { steps, whenExposed, settings } = known.rotation;
  return [
    `**${t('What to do')}**`,
    '',
    plain(whenExposed),
    '',
    ...steps.map((step, index) => `${index + 1}. ${plain(step)}`),
    '',
    `[${plain(settings.label)}](${settings.url})`,
  ];
}

function environmentName(environment: Finding['environment'], t: Translate): string {
  if (environment === 'live') return t('live');
  return environment === 'test' ? t('test') : t('unknown');
}

/** A state in one or two words. */
export function stateName(state: Finding['validity']['state'], t: Translate): string {
  if (state === 'active') return t('active');
  if (state === 'inactive') return t('inactive');
  return state === 'unknown' ? t('could not tell') : t('not checked');
}

/** Text that Markdown takes as text. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, String.raw`\$&`);
}
