import type { Secret } from '@keyturn/scanner';

/** What stands in a key's place for whoever reads the code: its prefix, so that they know what belongs there. */
export function placeholderFor(secret: Pick<Secret, 'preview' | 'prefixLength'>): string {
  const prefix = secret.preview.slice(0, secret.prefixLength);
  return prefix === '' ? 'YOUR_API_KEY' : `${prefix}paste_your_key_here`;
}
