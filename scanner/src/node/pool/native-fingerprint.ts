import { fingerprint, VALUE_DOMAIN } from '../../fingerprint.ts';
import type { Fingerprinter } from '../../fingerprint.ts';

/** Loading Node's own hash takes longer than so many fingerprints without it. */
const FIRST = 200;
/** 160 bits, in hexadecimal digits. */
const HASH_DIGITS = 40;

/** The unkeyed fingerprint by Node's own hash, which is several times as fast, once there are many of them. */
export function nativeFingerprinter(): Fingerprinter {
  let made = 0;
  let native: Fingerprinter | undefined;
  return (secret) => {
    if (made < FIRST) {
      made++;
      return fingerprint(secret);
    }
    native ??= load();
    return native(secret);
  };
}

function load(): Fingerprinter {
  const { hash } = process.getBuiltinModule('node:crypto');
  const domain = new TextDecoder().decode(VALUE_DOMAIN);
  return (secret) => `kt1:${hash('sha256', domain + secret.reveal(), 'hex').slice(0, HASH_DIGITS)}`;
}
