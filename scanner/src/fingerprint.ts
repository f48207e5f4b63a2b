/** The identity of a key, specified in docs/fingerprint.md: the same wherever it stands, and nothing of it to be read. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from './secret.ts';

/** Hashed before the value. */
const VALUE_DOMAIN = 'keyturn/fingerprint/1\0';
const KEY_DOMAIN = utf8ToBytes('keyturn/fingerprint-key/1\0');
/** 160 bits, in hexadecimal: far beyond any collision, and still a short line in a baseline. */
const HASH_DIGITS = 40;
const KEY_ID_BYTES = 4;

/** Makes a key's fingerprint. */
export type Fingerprinter = (secret: Secret) => string;

/** The unkeyed form, `kt1:` and 40 hexadecimal digits. Baselines and suppressions hold this one. */
export const fingerprint: Fingerprinter = fingerprintBy((text) => bytesToHex(sha256(utf8ToBytes(text))));

/**
 * The unkeyed form by whatever hash there is.
 *
 * @param sha256Hex the SHA-256 of a text's UTF-8, in hexadecimal digits
 */
export function fingerprintBy(sha256Hex: (text: string) => string): Fingerprinter {
  return (secret) => `kt1:${sha256Hex(VALUE_DOMAIN + secret.reveal()).slice(0, HASH_DIGITS)}`;
}

/**
 * The keyed form, `kt1h:ID:` and 40 hexadecimal digits: who lacks the key cannot test a guess against it.
 *
 * @param key the HMAC key, any text; `ID` is the first four bytes of a hash of it
 */
export function keyedFingerprinter(key: string): Fingerprinter {
  const keyBytes = utf8ToBytes(key);
  const id = bytesToHex(sha256(concatBytes(KEY_DOMAIN, keyBytes)).subarray(0, KEY_ID_BYTES));
  return (secret) => {
    const digest = hmac(sha256, keyBytes, utf8ToBytes(VALUE_DOMAIN + secret.reveal()));
    return `kt1h:${id}:${bytesToHex(digest).slice(0, HASH_DIGITS)}`;
  };
}
