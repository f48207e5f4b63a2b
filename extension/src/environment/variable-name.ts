import { variableName as nameBefore } from '@keyturn/hygiene/client-side';
import type { Finding } from '@keyturn/scanner';

const WORDS = /key|token|secret|credential|password/i;
/**
 * The name of the variable that a key moves to: the name it has in the code where that says whose it is, else one that does.
 *
 * @param before the key's line, up to the key
 */
export function variableName(finding: Pick<Finding, 'provider' | 'candidates'>, before: string): string {
  const vendor = (finding.provider ?? finding.candidates[0] ?? '').replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  const given = upperSnake(nameBefore(before) ?? '');
  if (
    given !== '' &&
    WORDS.test(given) &&
    (vendor === '' || given.replaceAll('_', '').includes(vendor.replaceAll('_', '')))
  ) {
    return given;
  }
  if (finding.provider !== null) return `${vendor}_API_KEY`;
  // The name says that it is a secret, and nobody knows whose.
  if (given !== '' && WORDS.test(given)) return given;
  return vendor === '' ? 'SECRET_KEY' : `${vendor}_SECRET_KEY`;
}

/** `clarkyApiKey`, `clarky-api-key` and `VITE_CLARKY_API_KEY` as `CLARKY_API_KEY`. */
function upperSnake(name: string): string {
  const snake = name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  return /^[A-Z]/.test(snake) ? snake.replace(/^(?:VITE|NEXT_PUBLIC)_/, '') : '';
}
