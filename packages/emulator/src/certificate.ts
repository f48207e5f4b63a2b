import { generate } from 'selfsigned';

/** A key and a certificate for this machine's own names, made anew each time: none is kept in the repository. */
export interface Certificate {
  readonly key: string;
  /** Also what a client has to trust. */
  readonly cert: string;
}

/** @param names hosts that it is for, besides localhost and the loopback addresses */
export async function makeCertificate(names: readonly string[] = []): Promise<Certificate> {
  const hosts = ['localhost', ...names].map((value) => ({ type: 2 as const, value }));
  const addresses = ['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip }));
  const pems = await generate([{ name: 'commonName', value: 'Keyturn emulator' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [...hosts, ...addresses] },
    ],
  });
  return { key: pems.private, cert: pems.cert };
}
