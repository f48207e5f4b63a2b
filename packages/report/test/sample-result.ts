/** Results to write: every field that a format may meet. Keys are put together here and nowhere written down. */
import { fingerprint, Secret, severityOf, sortFindings } from '@keyturn/scanner';
import type { Finding, GitPlace, Occurrence, ScanResult, Suppressed } from '@keyturn/scanner';
import type { ReportInput } from '../src/index.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A random-looking tail, the same for the same seed. */
export function tail(seed: number, length: number): string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  let made = '';
  while (made.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    made += ALPHABET[(state >>> 16) % ALPHABET.length] ?? '';
  }
  return made;
}

export function key(prefix: string, seed: number, length = 30): Secret {
  return new Secret(prefix + tail(seed, length), prefix.length);
}

export function occurrence(secret: Secret, over: Partial<Occurrence> = {}): Occurrence {
  const before = 'API_KEY=';
  const { startLine = 1, startColumn = before.length + 1 } = over;
  return {
    source: 'file',
    root: 0,
    path: 'src/config.env',
    startLine,
    startColumn,
    endLine: startLine,
    endColumn: startColumn + secret.length,
    encoding: [],
    git: null,
    suppressed: null,
    allow: null,
    excerpt: { text: before + secret.preview, start: before.length, end: before.length + secret.preview.length },
    ...over,
  };
}

export function finding(secret: Secret, over: Partial<Finding> = {}): Finding {
  const attribution = {
    rule: 'clarky-api-key',
    provider: 'clarky',
    candidates: ['clarky'],
    environment: 'live',
    confidence: 'high',
    evidence: ['its length, 38, is documented', 'host clarky.ai beside it'],
    rivalClear: false,
    workspaces: [],
    ...over,
  } as const;
  const validity = over.validity ?? {
    state: 'not-checked',
    reason: 'Verification was not asked for.',
    checkedAt: null,
    endpoint: null,
  };
  return {
    fingerprint: fingerprint(secret),
    secret,
    preview: secret.preview,
    severity: severityOf(attribution, validity.state),
    occurrences: [occurrence(secret)],
    hygiene: [],
    suppressed: null,
    ...attribution,
    validity,
  };
}

export function gitPlace(over: Partial<GitPlace> = {}): GitPlace {
  return {
    commit: '1f0c'.repeat(10),
    blob: '2e1d'.repeat(10),
    author: 'Ada Lovelace',
    authorEmail: 'ada@example.com',
    date: '2026-03-01T09:30:00+01:00',
    refs: ['refs/heads/main'],
    removed: null,
    ...over,
  };
}

export function suppression(over: Partial<Suppressed> = {}): Suppressed {
  return { by: 'inline', reason: 'rotated on 1 March', owner: 'ada', expires: '2027-01-31', ...over };
}

export function result(findings: readonly Finding[], over: Partial<ScanResult> = {}): ScanResult {
  return {
    roots: ['/home/ada/shop'],
    findings: sortFindings([...findings]),
    coverage: { complete: true, files: 312, bytes: 4_812_345, blobs: 0, commits: 0, skipped: [], skippedTotal: {} },
    ...over,
  };
}

export function input(
  findings: readonly Finding[],
  over: Partial<ReportInput> & { result?: ScanResult } = {},
): ReportInput {
  return { result: result(findings), tool: { name: 'keyturn', version: '1.2.3' }, elapsedMs: 84, ...over };
}

/** One of each: several vendors, an ambiguous key, history, encodings, suppression, hygiene, gaps. */
export function everything(): ReportInput {
  const clarky = key('ck_live_', 1);
  const klipy = key('klipy_api_', 2, 32);
  const shared = key('sk_live_', 3, 24);
  const bare = new Secret(tail(4, 40), 0);
  const old = key('klipy_pk_', 5, 24);
  const test = key('sk_test_', 6, 16);
  const long = `const client = new KlipyClient({ locale: 'de', region: 'eu-central', apiKey: '`;
  return input([], {
    result: result(
      [
        finding(clarky, {
          occurrences: [
            occurrence(clarky, { startLine: 12 }),
            occurrence(clarky, { path: 'deploy/values.yaml', startLine: 140, encoding: ['base64'] }),
          ],
          hygiene: [
            {
              code: 'shared',
              message: 'The key stands in two services.',
              evidence: 'deploy/values.yaml, src/config.env',
              certainty: 'bound',
              due: null,
            },
          ],
        }),
        finding(klipy, {
          rule: 'klipy-api-key',
          provider: 'klipy',
          candidates: ['klipy'],
          evidence: ['the prefix is Klipy’s alone'],
          occurrences: [
            occurrence(klipy, {
              path: 'web/src/search/gif-picker.tsx',
              startLine: 8,
              startColumn: long.length + 1,
              excerpt: {
                text: `${long}${klipy.preview}', retries: 3, timeout: 30_000, logger: console })`,
                start: long.length,
                end: long.length + klipy.preview.length,
              },
            }),
          ],
          validity: {
            state: 'active',
            reason: 'Klipy answered the request.',
            checkedAt: '2026-03-02T10:00:00Z',
            endpoint: 'https://api.klipy.com/api/v1',
          },
        }),
        finding(shared, {
          rule: 'ambiguous-secret-key',
          provider: null,
          candidates: ['stripe', 'agentclara', 'clerk', 'paystack', 'workos', 'apideck'],
          confidence: 'medium',
          evidence: ['its length, 24, is Stripe’s too'],
          occurrences: [occurrence(shared, { path: 'legacy/pay.php', startLine: 3 })],
        }),
        finding(bare, {
          rule: 'clarify-api-key',
          provider: 'clarify',
          candidates: ['clarify'],
          confidence: 'medium',
          environment: 'unknown',
          evidence: ['the `api-key` scheme', 'host api.clarify.ai in the file'],
          occurrences: [
            occurrence(bare, { source: 'git', path: 'scripts/sync.sh', git: gitPlace({ removed: 'beef'.repeat(10) }) }),
            occurrence(bare, {
              source: 'commit-message',
              path: null,
              git: gitPlace({ commit: 'cafe'.repeat(10), blob: null }),
            }),
          ],
          firstSeen: {
            commit: '1f0c'.repeat(10),
            date: '2026-03-01T09:30:00+01:00',
            author: 'Ada Lovelace',
            path: 'scripts/sync.sh',
          },
          atHead: false,
        }),
        finding(old, {
          rule: 'klipy-api-key',
          provider: 'klipy',
          candidates: ['klipy'],
          occurrences: [occurrence(old, { path: 'docs/old.md', suppressed: suppression() })],
          suppressed: suppression(),
        }),
        finding(test, {
          rule: 'agentclara-api-key',
          provider: 'agentclara',
          candidates: ['agentclara'],
          environment: 'test',
          occurrences: [occurrence(test, { source: 'archive', path: 'backup.zip', encoding: ['zip:etc/app.env'] })],
        }),
      ],
      {
        coverage: {
          complete: false,
          files: 312,
          bytes: 4_812_345,
          blobs: 1204,
          commits: 96,
          skipped: [
            { where: 'secrets/locked.bin', reason: 'unreadable' },
            { where: 'a'.repeat(40), reason: 'missing-object' },
          ],
          skippedTotal: { unreadable: 1, 'missing-object': 17 },
        },
      },
    ),
    notices: ['src/a.ts:3 keyturn:allow has expired on 2026-01-01 and suppresses nothing.'],
    narrowed: [{ by: 'keyturn.yaml', what: 'exclude', detail: 'vendor/**', count: 210 }],
  });
}

/** All values of a result's keys, to be looked for where they must not be. */
export function values({ result: { findings } }: ReportInput): string[] {
  return findings.map(({ secret }) => secret.reveal());
}

/** What a formatter writes, as one text. */
export function collect(write: (sink: (piece: string) => void) => void): string {
  const pieces: string[] = [];
  write((piece) => pieces.push(piece));
  return pieces.join('');
}
