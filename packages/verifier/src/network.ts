/** The network as it is: proxies, extra certificates, IPv6. Nothing here follows a redirect or weakens TLS. */
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { KeyturnError } from '@keyturn/scanner';
import { Agent, EnvHttpProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface NetworkOptions {
  readonly env: Environment;
  readonly connections: number;
  readonly connectTimeout: number;
  readonly totalTimeout: number;
}

export interface Network {
  dispatcherFor(url: URL): Dispatcher;
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 32_768;

export function openNetwork({ env, connections, connectTimeout, totalTimeout }: NetworkOptions): Network {
  const ca = extraCertificates(env);
  // A NODE_TLS_REJECT_UNAUTHORIZED in the environment must not open a key's way to whoever listens.
  const tls = { rejectUnauthorized: true, timeout: connectTimeout, ...(ca === null ? {} : { ca }) };
  const common = {
    connections,
    pipelining: 1,
    headersTimeout: totalTimeout,
    bodyTimeout: totalTimeout,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const proxy = proxyOf(env);
  const noProxy = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  const secure =
    proxy === null
      ? new Agent({ ...common, connect: tls })
      : new EnvHttpProxyAgent({
          ...common,
          connect: tls,
          requestTls: tls,
          proxyTls: tls,
          httpProxy: '',
          httpsProxy: proxy,
          noProxy,
        });
  // Plain http is for this machine alone: no proxy, and the name `localhost` leads nowhere else.
  const plain = new Agent({ ...common, connect: { timeout: connectTimeout, lookup: lookUpLoopback } });
  return {
    dispatcherFor: (url) => (url.protocol === 'https:' ? secure : plain),
    close: async () => {
      await Promise.all([secure.destroy(), plain.destroy()]);
    },
  };
}

/** @throws KeyturnError 'usage'; the address is not in the message, as it may hold a password */
function proxyOf(env: Environment): string | null {
  const given = (env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '').trim();
  if (given === '') return null;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new KeyturnError(
      'usage',
      'HTTPS_PROXY is not the URL of an http or https proxy. Correct it, or name the hosts to reach directly in NO_PROXY.',
    );
  }
  return text;
}

/**
 * Node itself reads NODE_EXTRA_CA_CERTS when it starts; an environment that says otherwise (an editor's setting) is read here.
 */
function extraCertificates(env: Environment): string[] | null {
  const path = env['NODE_EXTRA_CA_CERTS'];
  if (path === undefined || path === '' || path === process.env['NODE_EXTRA_CA_CERTS']) return null;
  try {
    return [...rootCertificates, readFileSync(path, 'utf8')];
  } catch (cause) {
    throw new KeyturnError('usage', 'The file that NODE_EXTRA_CA_CERTS names can’t be read. Correct the path.', {
      cause,
    });
  }
}

const lookUpLoopback: LookupFunction = (_hostname, options, done) => {
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  if (options.all === true) done(null, addresses);
  else done(null, '127.0.0.1', 4);
};
