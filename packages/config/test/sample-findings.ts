/** Findings to mark. Keys are put together here and nowhere written down. */
import { fingerprint, Secret } from '@keyturn/scanner';
import type { Finding, Occurrence } from '@keyturn/scanner';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function key(seed: number, prefix = 'ck_live_', length = 30): Secret {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  let tail = '';
  while (tail.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    tail += ALPHABET[(state >>> 16) % ALPHABET.length] ?? '';
  }
  return new Secret(prefix + tail, prefix.length);
}

export function occurrence(path: string | null, startLine: number): Occurrence {
  return {
    source: 'file',
    root: 0,
    path,
    startLine,
    startColumn: 1,
    endLine: startLine,
    endColumn: 39,
    encoding: [],
    git: null,
    suppressed: null,
    allow: null,
    excerpt: null,
  };
}

export function finding(secret: Secret, occurrences: Occurrence[]): Finding {
  return {
    rule: 'clarky-api-key',
    provider: 'clarky',
    candidates: ['clarky'],
    environment: 'live',
    confidence: 'high',
    evidence: [],
    rivalClear: false,
    workspaces: [],
    fingerprint: fingerprint(secret),
    secret,
    preview: secret.preview,
    severity: 'critical',
    occurrences,
    validity: { state: 'not-checked', reason: '', checkedAt: null, endpoint: null },
    hygiene: [],
    suppressed: null,
  };
}
