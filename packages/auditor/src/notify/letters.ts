/** Which letters an audit owes: one digest for each channel, and for trackers one letter for each key that changed. */
import { createHash } from 'node:crypto';
import type { ChannelConfig } from '@keyturn/config';
import type { Ledger } from '@keyturn/ledger';
import type { AuditDocument, AuditKey } from '../report/schema.ts';
import { digestOf, kindOf } from './digest.ts';
import { issueText } from './issue-text.ts';

/** A channel and what it is called in the outbox: by its address, so that the order in the configuration does not matter. */
export function channelName(channel: ChannelConfig): string {
  const address =
    channel.kind === 'email'
      ? channel.to.join(',')
      : channel.kind === 'github-issues'
        ? (channel.tracker ?? '')
        : channel.url;
  return `${channel.kind}:${createHash('sha256').update(address).digest('hex').slice(0, 12)}`;
}

interface Outgoing {
  readonly dedupe: string;
  readonly channel: string;
  readonly payload: string;
}

export async function lettersOf(
  ledger: Ledger,
  audit: AuditDocument,
  channels: readonly ChannelConfig[],
): Promise<Outgoing[]> {
  const audits = await ledger.audits();
  const previous = audits.find(({ name }) => name === audit.previous);
  const previousDay = previous?.startedAt.slice(0, 10) ?? null;
  const before =
    previous === undefined
      ? undefined
      : new Map(
          (await ledger.targets(previous.name)).map(({ name, complete, failure }) => [
            name,
            complete && failure === null,
          ]),
        );
  const digest = digestOf(audit, previousDay, before);
  const letters: Outgoing[] = [];
  for (const channel of channels) {
    const name = channelName(channel);
    if (channel.kind === 'github-issues') {
      letters.push(...(await issueLetters(ledger, audit, channel, previousDay)));
    } else if (digest !== null) {
      letters.push({ dedupe: `${audit.id} ${name}`, channel: name, payload: JSON.stringify(digest) });
    }
  }
  return letters;
}

/** What a letter to a tracker holds. */
export interface IssueLetter {
  readonly tracker: string;
  readonly issue: ReturnType<typeof issueText>;
}

async function issueLetters(
  ledger: Ledger,
  audit: AuditDocument,
  channel: Extract<ChannelConfig, { kind: 'github-issues' }>,
  previousDay: string | null,
): Promise<Outgoing[]> {
  const repositories = new Map((await ledger.records.repositories()).map((one) => [one.target, one]));
  const letters: Outgoing[] = [];
  for (const key of audit.keys) {
    const tracker = trackerOf(key, repositories, channel.tracker ?? null);
    if (tracker === null || key.suppressed !== null) continue;
    const isChanged = kindOf(key, audit.startedAt.slice(0, 10), previousDay) !== null;
    const hasIssue = (await ledger.records.issueOf(key.fingerprint, tracker)) !== null;
    // What was known before anybody was told gets its issue now.
    if (!isChanged && (hasIssue || key.state === 'closed')) continue;
    const name = `${channelName(channel)}#${key.fingerprint}`;
    const letter: IssueLetter = { tracker, issue: issueText(key, audit.id) };
    letters.push({ dedupe: `${audit.id} ${name}`, channel: name, payload: JSON.stringify(letter) });
  }
  return letters;
}

/** The key's own repository where it stands in one alone, and that is private; else the tracker of the configuration. */
function trackerOf(
  { occurrences }: AuditKey,
  repositories: ReadonlyMap<string, { readonly visibility: string; readonly forgeName: string | null }>,
  tracker: string | null,
): string | null {
  const [only, other] = occurrences;
  const repository = only === undefined || other !== undefined ? undefined : repositories.get(only.target);
  const isPrivate = repository?.visibility === 'private' || repository?.visibility === 'internal';
  return isPrivate && repository.forgeName !== null ? repository.forgeName : tracker;
}
