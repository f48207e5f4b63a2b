/** The identity of a key, specified in docs/fingerprint.md: the same wherever it stands, and nothing of it to be read. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from './secret.ts';

/** Hashed before the value. */
export const VALUE_DOMAIN: Uint8Array = utf8ToBytes('keyturn/fingerprint/1\0');
const KEY_DOMAIN = utf8ToBytes('keyturn/fingerprint-key/1\0');
/** 160 bits: far beyond any collision, and still a short line in a baseline. */
const HASH_BYTES = 20;
const KEY_ID_BYTES = 4;

/** Makes a key's fingerprint. */
export type Fingerprinter = (secret: Secret) => string;

/** The unkeyed form, `kt1:` and 40 hexadecimal digits. Baselines and suppressions hold this one. */
export const fingerprint: Fingerprinter = (secret) =>
  `kt1:${bytesToHex(sha256(concatBytes(VALUE_DOMAIN, utf8ToBytes(secret.reveal()))).subarray(0, HASH_BYTES))}`;

/**
 * The keyed form, `kt1h:ID:` and 40 hexadecimal digits: who lacks the key cannot test a guess against it.
 *
 * @param key the HMAC key, any text; `ID` is the first four bytes of a hash of it
 */
export function keyedFingerprinter(key: string): Fingerprinter {
  const keyBytes = utf8ToBytes(key);
  const id = bytesToHex(sha256(concatBytes(KEY_DOMAIN, keyBytes)).subarray(0, KEY_ID_BYTES));
  return (secret) => {
    const digest = hmac(sha256, keyBytes, concatBytes(VALUE_DOMAIN, utf8ToBytes(secret.reveal())));
    return `kt1h:${id}:${bytesToHex(digest.subarray(0, HASH_BYTES))}`;
  };
}
