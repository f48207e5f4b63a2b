/** Sends one request and reads a little of what comes back. The key stands in one header, for as long as that takes. */
import type { Dispatcher } from 'undici';
import { BODY_CAP, NoAnswer } from './answer.ts';
import type { Answer, AnswerHeaders } from './answer.ts';
import { sentenceOf } from './failure.ts';
import type { Network } from './network.ts';

export interface OutgoingRequest {
  readonly url: URL;
  readonly method: 'GET';
  readonly headers: Readonly<Record<string, string>>;
}

export interface Transport {
  /** Throws `NoAnswer` for all that can go wrong on the way, and the signal's reason when it aborts. */
  send(request: OutgoingRequest, timeout: number, signal: AbortSignal): Promise<Answer>;
}

/** Read to the end where it is short, so that the connection can be used again. */
export function undiciTransport(network: Network): Transport {
  return {
    async send({ url, method, headers }, timeout, signal) {
      const timer = new AbortController();
      const abort = (): void => timer.abort();
      const timeoutId = setTimeout(abort, timeout);
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        const response = await network.dispatcherFor(url).request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method,
          headers,
          signal: timer.signal,
        });
        const { text, complete } = await readBody(response.body);
        return { status: response.statusCode, headers: flatten(response.headers), body: text, complete };
      } catch (error) {
        signal.throwIfAborted();
        // No cause: a library's error may hold the request, and with it the key.
        throw new NoAnswer(...sentenceOf(error, timer.signal.aborted));
      } finally {
        clearTimeout(timeoutId);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

async function readBody(body: Dispatcher.ResponseData['body']): Promise<{ text: string; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let complete = true;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const room = BODY_CAP - size;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += chunk.length;
    if (size > BODY_CAP) {
      complete = false;
      break;
    }
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), complete };
}

function flatten(headers: Record<string, string | string[] | undefined>): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
