/** Why there was no answer, as a sentence. Made from an error's code alone: its message may hold an address or a header. */

/** The sentence, and how often it is worth trying in all. */
type Failure = readonly [reason: string, tries: number];

/** Silence has taken a whole timeout each time. */
const SLOW = 2;
const PASSING = 3;

const BY_CODE: Readonly<Record<string, Failure>> = {
  ENOTFOUND: ['The name of the endpoint’s host does not resolve (DNS).', 1],
  EAI_AGAIN: ['The name of the endpoint’s host could not be resolved for now (DNS).', PASSING],
  EAI_FAIL: ['The name of the endpoint’s host could not be resolved (DNS).', 1],
  ECONNREFUSED: ['The endpoint refuses connections: nothing listens there.', PASSING],
  ECONNRESET: ['The connection was reset before an answer was complete.', PASSING],
  EPIPE: ['The connection was closed before an answer was complete.', PASSING],
  EHOSTUNREACH: ['The endpoint’s host can’t be reached.', PASSING],
  ENETUNREACH: ['There is no network to reach the endpoint.', PASSING],
  ENETDOWN: ['There is no network to reach the endpoint.', PASSING],
  ETIMEDOUT: ['The endpoint did not answer in time.', SLOW],
  EACCES: ['This machine does not allow the connection to the endpoint.', 1],
  EPERM: ['This machine does not allow the connection to the endpoint.', 1],
  UND_ERR_CONNECT_TIMEOUT: ['The endpoint did not take the connection in time.', SLOW],
  UND_ERR_HEADERS_TIMEOUT: ['The endpoint did not answer in time.', SLOW],
  UND_ERR_BODY_TIMEOUT: ['The endpoint’s answer stalled.', SLOW],
  UND_ERR_HEADERS_OVERFLOW: ['The endpoint’s answer has more headers than any provider sends.', 1],
  UND_ERR_SOCKET: ['The connection was closed before an answer was complete.', PASSING],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['The answer was cut off.', PASSING],
  UND_ERR_PRX_TLS: ['The proxy’s TLS certificate is not trusted.', 1],
  UND_ERR_INVALID_ARG: ['The key holds characters that no header can carry.', 1],
};

const CERTIFICATE = /CERT|SIGNATURE|ISSUER|^ERR_TLS|SELF_SIGNED|CRL|HOSTNAME_MISMATCH/;

export function sentenceOf(error: unknown, timedOut: boolean): Failure {
  if (timedOut) return ['The endpoint did not answer in time.', SLOW];
  for (const code of codesOf(error)) {
    const known = BY_CODE[code];
    if (known !== undefined) return known;
    if (code.startsWith('HPE_')) return ['The endpoint’s answer is not HTTP.', PASSING];
    if (CERTIFICATE.test(code)) {
      return [
        'The endpoint’s TLS certificate is not trusted. Behind an intercepting proxy, name its certificate in NODE_EXTRA_CA_CERTS.',
        1,
      ];
    }
    if (/SSL|TLS|EPROTO/.test(code)) return ['TLS could not be agreed with the endpoint.', PASSING];
  }
  const status = proxyStatus(error);
  if (status === null) return ['The connection failed.', PASSING];
  return [`The proxy refuses to connect to the endpoint (${status}).`, status >= 500 ? PASSING : 1];
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
