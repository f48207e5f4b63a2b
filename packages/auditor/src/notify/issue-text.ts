/** The issue of one key: what is known of it, and the provider's own steps as a checklist. */
import { providers } from '@keyturn/providers';
import { markdownCode as code, markdownText as text } from '@keyturn/report/escape';
import { providerOf } from '../report/document.ts';
import type { AuditKey } from '../report/schema.ts';

export interface IssueText {
  readonly fingerprint: string;
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly body: string;
  /** What changed, said when the issue is closed or opened again. */
  readonly comment: string;
}

const TARGETS = 20;
const PLACES = 5;

/** Finds the issue again where only its creation is known to GitHub. */
export const markerOf = (fingerprint: string): string => `<!-- keyturn ${fingerprint} -->`;

export function issueText(key: AuditKey, audit: string): IssueText {
  const { fingerprint, preview, occurrences, validity, owner, due, events } = key;
  const provider = providers.find(({ id }) => id === key.provider);
  const whose = providerOf(key);
  const steps = provider?.rotation.steps ?? ['Find out who issued it.', 'Revoke it there, and create a new one.'];
  const last = events.at(-1);
  const where = occurrences.slice(0, TARGETS).map(({ target, total, places }) => {
    const some = places.slice(0, PLACES).map(({ path, source, line }) => code(`${path ?? source}:${line}`));
    return `- ${code(target)}: ${some.join(', ')}${total > some.length ? ` and ${total - some.length} more` : ''}`;
  });
  const body = [
    markerOf(fingerprint),
    `A key of **${text(whose)}** leaked: ${code(preview)}. Its value stands nowhere in this issue.`,
    '',
    '| | |',
    '| --- | --- |',
    `| State | ${key.state === 'closed' ? 'proven dead' : validity.state.replace('-', ' ')}: ${text(validity.reason)} |`,
    `| Severity | ${key.severity} |`,
    `| Owner | ${text(owner ?? 'nobody yet')} |`,
    `| Due | ${due ?? '–'} |`,
    `| Fingerprint | ${code(fingerprint)} |`,
    `| Audit | ${text(audit)} |`,
    '',
    '### Where',
    '',
    ...where,
    ...(occurrences.length > TARGETS ? [`- and ${occurrences.length - TARGETS} more repositories`] : []),
    '',
    '### Steps',
    '',
    ...(provider === undefined ? [] : [`> ${text(provider.rotation.whenExposed)}`, '']),
    ...steps.map((step) => `- [ ] ${text(step)}`),
    '',
    'It is closed when the provider says that the key is dead, and opened again when it lives.',
    '',
    '### Evidence',
    '',
    ...events.map(({ at, kind, evidence }) => `- ${at.slice(0, 10)} ${kind}: ${text(evidence)}`),
    '',
  ].join('\n');
  return {
    fingerprint,
    state: key.state,
    title: `${whose} key ${preview} leaked (${fingerprint.slice(0, 16)})`,
    body,
    comment: last === undefined ? '' : `Audit ${text(audit)}: ${last.kind}. ${text(last.evidence)}`,
  };
}

/** The new text with the ticks that people have made in the old one. */
export function keepTicks(before: string, after: string): string {
  const ticked = new Set([...before.matchAll(/^- \[x\] (.*?)\r?$/gim)].map(([, step]) => step ?? ''));
  return after.replaceAll(/^- \[ \] (.*)$/gm, (line, step: string) => (ticked.has(step) ? `- [x] ${step}` : line));
}
