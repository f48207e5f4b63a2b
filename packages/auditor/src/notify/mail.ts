/** A digest by e-mail, over SMTP with TLS. Loaded where a letter goes that way. */
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { htmlText as text } from '@keyturn/report/escape';
import { kinds, lineOf, summaryOf } from './digest.ts';
import type { Digest } from './digest.ts';
import { DeliveryError } from './http.ts';

const PATIENCE = 30_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface MailSettings {
  /** `smtps://USER@HOST:PORT`, or `smtp://` for STARTTLS, which has to be there but on loopback. */
  readonly server: string;
  readonly password: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

/** @param id the letter's own: the same letter sent again has the same Message-ID, so that it can be told */
export async function sendMail(
  digest: Digest,
  id: string,
  { server, password, from, to }: MailSettings,
): Promise<void> {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol)) {
    throw new DeliveryError('The mail server’s address is none: smtps://USER@HOST or smtp://HOST.');
  }
  const isSecure = url.protocol === 'smtps:';
  const pass = password ?? decodeURIComponent(url.password);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    requireTLS: !isSecure && !LOOPBACK.has(url.hostname),
    ...(url.username !== '' && { auth: { user: decodeURIComponent(url.username), pass } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    // What is sent is made here: nothing in it names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: `Keyturn audit ${digest.audit}: ${summaryOf(digest)}`,
      messageId: `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@keyturn>`,
      date: new Date(digest.at),
      headers: { 'Auto-Submitted': 'auto-generated' },
      text: plainText(digest),
      html: htmlBody(digest),
    });
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new DeliveryError(`The mail server did not take it (${responseCode ?? code ?? 'unknown'}).`);
  } finally {
    transport.close();
  }
}

function listsOf(digest: Digest): [string, string[]][] {
  return [
    ...kinds.map(([kind, words]): [string, string[]] => [
      `${digest.counts[kind]} ${words}`,
      digest.items.filter((item) => item.kind === kind).map(lineOf),
    ]),
    ['No longer covered', digest.lost.map(({ target, reason }) => `${target}: ${reason}`)] satisfies [string, string[]],
  ].filter(([, lines]) => lines.length > 0);
}

function plainText(digest: Digest): string {
  const lists = listsOf(digest).map(([title, lines]) => `${title}\n${lines.map((line) => `  - ${line}`).join('\n')}`);
  return `Keyturn audit ${digest.audit}: ${digest.open} open keys.\n\n${lists.join('\n\n')}\n`;
}

function htmlBody(digest: Digest): string {
  const lists = listsOf(digest).map(
    ([title, lines]) => `<h3>${text(title)}</h3><ul>${lines.map((line) => `<li>${text(line)}</li>`).join('')}</ul>`,
  );
  return `<h2>Keyturn audit ${text(digest.audit)}: ${digest.open} open keys</h2>${lists.join('')}`;
}
