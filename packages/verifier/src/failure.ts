/** Why there was no answer, as a sentence. Made from an error's code alone: its message may hold an address or a header. */

/** [the sentence, whether another try may go better] */
type Failure = readonly [reason: string, passing: boolean];

const BY_CODE: Readonly<Record<string, Failure>> = {
  ENOTFOUND: ['The name of the endpoint’s host does not resolve (DNS).', false],
  EAI_AGAIN: ['The name of the endpoint’s host could not be resolved for now (DNS).', true],
  EAI_FAIL: ['The name of the endpoint’s host could not be resolved (DNS).', false],
  ECONNREFUSED: ['The endpoint refuses connections: nothing listens there.', true],
  ECONNRESET: ['The connection was reset before an answer was complete.', true],
  EPIPE: ['The connection was closed before an answer was complete.', true],
  EHOSTUNREACH: ['The endpoint’s host can’t be reached.', true],
  ENETUNREACH: ['There is no network to reach the endpoint.', true],
  ENETDOWN: ['There is no network to reach the endpoint.', true],
  ETIMEDOUT: ['The endpoint did not answer in time.', true],
  EACCES: ['This machine does not allow the connection to the endpoint.', false],
  EPERM: ['This machine does not allow the connection to the endpoint.', false],
  UND_ERR_CONNECT_TIMEOUT: ['The endpoint did not take the connection in time.', true],
  UND_ERR_HEADERS_TIMEOUT: ['The endpoint did not answer in time.', true],
  UND_ERR_BODY_TIMEOUT: ['The endpoint’s answer stalled.', true],
  UND_ERR_HEADERS_OVERFLOW: ['The endpoint’s answer has more headers than any provider sends.', false],
  UND_ERR_SOCKET: ['The connection was closed before an answer was complete.', true],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['The answer was cut off.', true],
  UND_ERR_PRX_TLS: ['The proxy’s TLS certificate is not trusted.', false],
  UND_ERR_INVALID_ARG: ['The key holds characters that no header can carry.', false],
};

const CERTIFICATE = /CERT|SIGNATURE|ISSUER|^ERR_TLS|SELF_SIGNED|CRL|HOSTNAME_MISMATCH/;

export function sentenceOf(error: unknown, timedOut: boolean): Failure {
  if (timedOut) return ['The endpoint did not answer in time.', true];
  for (const code of codesOf(error)) {
    const known = BY_CODE[code];
    if (known !== undefined) return known;
    if (code.startsWith('HPE_')) return ['The endpoint’s answer is not HTTP.', true];
    if (CERTIFICATE.test(code)) {
      return [
        'The endpoint’s TLS certificate is not trusted. Behind an intercepting proxy, name its certificate in NODE_EXTRA_CA_CERTS.',
        false,
      ];
    }
    if (/SSL|TLS|EPROTO/.test(code)) return ['TLS could not be agreed with the endpoint.', true];
  }
  const status = proxyStatus(error);
  if (status !== null) return [`The proxy refuses to connect to the endpoint (${status}).`, status >= 500];
  return ['The connection failed.', true];
}

/** Of the error and what caused it, the innermost first: the outer ones only say that something failed. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let next = error;
  for (let depth = 0; depth < 4 && typeof next === 'object' && next !== null; depth++) {
    const { code, cause, errors } = next as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string') codes.unshift(code);
    next = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return codes;
}

/** undici tells a proxy's refusal of a tunnel in its message alone. */
function proxyStatus(error: unknown): number | null {
  const found = error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  return found === undefined ? null : Number(found);
}
