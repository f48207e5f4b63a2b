import { fingerprint, fingerprintBy } from '../../fingerprint.ts';
import type { Fingerprinter } from '../../fingerprint.ts';

/** Loading Node's own hash takes longer than so many fingerprints without it. */
const FIRST = 200;

/** The unkeyed fingerprint by Node's own hash, which is several times as fast, once there are many of them. */
export function nativeFingerprinter(): Fingerprinter {
  let made = 0;
  let native: Fingerprinter | undefined;
  return (secret) => {
    if (made < FIRST) {
      made++;
      return fingerprint(secret);
    }
    native ??= fingerprintBy(nativeHash());
    return native(secret);
  };
}

function nativeHash(): (text: string) => string {
  const { hash } = process.getBuiltinModule('node:crypto');
  return (text) => hash('sha256', text, 'hex');
}
