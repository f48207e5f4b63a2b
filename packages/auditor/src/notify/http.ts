/** Sends what is owed over HTTPS: no redirect is followed, and no address stands in an error, because a webhook's is a secret. */
import { EnvHttpProxyAgent, fetch } from 'undici';
import { KeyturnError } from '@keyturn/scanner';

const PATIENCE = 30_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A delivery that failed, and after how many seconds the other side wants to be asked again. */
export class DeliveryError extends KeyturnError {
  readonly retryAfter: number | null;

  constructor(message: string, retryAfter: number | null = null, options?: ErrorOptions) {
    super('verification', message, options);
    this.name = 'DeliveryError';
    this.retryAfter = retryAfter;
  }
}

/** @throws DeliveryError where it was not taken */
export async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || (address.protocol !== 'https:' && !LOOPBACK.has(address.hostname))) {
    throw new DeliveryError('Its address is none that may be used: https, or http on loopback.');
  }
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      dispatcher,
    });
    await response.body?.cancel();
    if (response.status >= 200 && response.status < 300) return;
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new DeliveryError(`${address.host} answered ${response.status}.`, Number.isFinite(wait) ? wait : null);
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new DeliveryError(`${address.host} did not answer (${cause}).`);
  } finally {
    await dispatcher.close();
  }
}
