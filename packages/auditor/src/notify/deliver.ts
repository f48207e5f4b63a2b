/** Delivers what is owed: each letter until it is taken, in order within its channel, with more and more patience. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { ChannelConfig } from '@keyturn/config';
import { locate } from '@keyturn/inventory';
import type { Ledger, Letter } from '@keyturn/ledger';
import { KeyturnError } from '@keyturn/scanner';
import type { GitHub } from '../github/client.ts';
import { slackMessage, teamsMessage } from './chat.ts';
import type { Digest } from './digest.ts';
import { DeliveryError, post } from './http.ts';
import { channelName } from './letters.ts';
import type { IssueLetter } from './letters.ts';

/** For how long nobody else takes a letter that is being delivered, in milliseconds: longer than any delivery takes. */
const HOLD = 10 * 60_000;
const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 6 * 3600_000;

export interface DeliverySettings {
  readonly ledger: Ledger;
  readonly channels: readonly ChannelConfig[];
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
}

export interface Delivery {
  readonly delivered: number;
  /** One sentence for each letter that is still owed after it was tried. */
  readonly failures: readonly string[];
}

/** Tries each letter that is due, once. */
export async function deliver(settings: DeliverySettings): Promise<Delivery> {
  const { ledger, now, channels, env, version } = settings;
  const byName = new Map(channels.map((channel) => [channelName(channel), channel]));
  const failures: string[] = [];
  let delivered = 0;
  let github: GitHub | undefined;
  const openGitHub = async (): Promise<GitHub> => {
    const client = await import('../github/client.ts');
    return (github ??= client.openGitHub(env, `keyturn ${version}`));
  };
  try {
    for (let after = 0; ;) {
      const letter = await ledger.outbox.take(now(), new Date(now().getTime() + HOLD), after);
      if (letter === null) return { delivered, failures };
      after = letter.id;
      const [name = ''] = letter.channel.split('#');
      try {
        await send(letter, byName.get(name), settings, openGitHub);
        await ledger.outbox.delivered(letter.id, now());
        delivered++;
      } catch (error) {
        if (!(error instanceof KeyturnError) || error.code === 'store') throw error;
        const wait = waitAfter(letter.attempts, error instanceof DeliveryError ? error.retryAfter : null);
        await ledger.outbox.failed(letter.id, error.message, new Date(now().getTime() + wait));
        failures.push(`${name.split(':')[0] ?? ''}: ${error.message}`);
      }
    }
  } finally {
    await github?.close();
  }
}

/** Twice as long each time, and at least as long as the other side asks for. */
export function waitAfter(attempts: number, retryAfter: number | null): number {
  const own = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempts, 20));
  return retryAfter === null ? own : Math.min(LONGEST_WAIT, Math.max(own, retryAfter * 1000));
}

async function send(
  letter: Letter,
  channel: ChannelConfig | undefined,
  { ledger, now }: DeliverySettings,
  openGitHub: () => Promise<GitHub>,
): Promise<void> {
  if (channel === undefined) {
    throw new DeliveryError(
      'The configuration no longer has this channel: name it again, and what is owed is delivered.',
    );
  }
  if (channel.kind === 'github-issues') {
    const { putIssue } = await import('./github-issues.ts');
    const { tracker, issue } = JSON.parse(letter.payload) as IssueLetter;
    await putIssue(await openGitHub(), ledger.records, tracker, issue);
    return;
  }
  const digest = JSON.parse(letter.payload) as Digest;
  if (channel.kind === 'email') {
    const { sendMail } = await import('./mail.ts');
    const server = await secretAt(channel.server);
    const password = channel.password === undefined ? null : await secretAt(channel.password);
    await sendMail(digest, letter.dedupe, { server, password, from: channel.from, to: channel.to });
    return;
  }
  const url = await secretAt(channel.url);
  if (channel.kind === 'slack') await post(url, slackMessage(digest), {});
  else if (channel.kind === 'teams') await post(url, teamsMessage(digest), {});
  else {
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const signature = signatureOf(await secretAt(channel.secret), timestamp, letter.payload);
    await post(url, letter.payload, {
      'keyturn-delivery': letter.dedupe,
      'keyturn-timestamp': timestamp,
      'keyturn-signature': signature,
    });
  }
}

/** HMAC-SHA256 over the time and the body, so that neither can be changed or sent again later. */
function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** What is named by `env:` or `file:`; anything else is the value itself. */
async function secretAt(named: string): Promise<string> {
  if (!/^(?:env|file):/.test(named)) return named;
  const located = await locate(named, join(process.cwd(), 'keyturn.yaml'));
  if ('reason' in located) throw new DeliveryError(located.reason);
  return located.value.trim();
}
