/** An audit as a document, with as many keys as are asked for and texts that want to be markup. */
import { auditSchema } from '../src/report/schema.ts';
import type { AuditDocument } from '../src/index.ts';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&</script><script>alert(2)</script>';
const CHANGES = ['new', 'stillOpen', 'reopened', 'closed'] as const;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
const STATES = ['active', 'unknown', 'not-checked', 'inactive'] as const;

type AuditKey = AuditDocument['keys'][number];

function sampleKey(index: number): AuditKey {
  const change = CHANGES[index % 4] ?? 'new';
  const state = change === 'closed' ? 'inactive' : (STATES[index % 3] ?? 'active');
  const day = new Date(Date.UTC(2025, 0, 1 + (index % 400))).toISOString();
  const validity = {
    state,
    reason: 'Klipy authenticated the key.',
    checkedAt: '2026-06-30T06:00:00.000Z',
    endpoint: null,
  };
  const target = `https://git.example/acme/repository-${index % 37}`;
  return {
    name: index % 10 === 0 ? `key-${index}` : null,
    provider: index % 5 === 0 ? null : index % 2 === 0 ? 'klipy' : 'clarky',
    fingerprint: `kt1:${index.toString(16).padStart(40, '0')}`,
    owner: index % 7 === 0 ? null : `@acme/team-${index % 9}`,
    ownerSource: 'codeowners',
    environment: 'live',
    scopes: null,
    created: { date: day, source: 'git', exact: false },
    expires: null,
    rotateBy: day.slice(0, 10),
    validity,
    lastVerdict: null,
    hygiene: [
      {
        code: 'rotation-overdue',
        message: 'The key is too old.',
        evidence: 'Git has it.',
        certainty: 'bound',
        due: day.slice(0, 10),
      },
    ],
    rule: 'klipy-api-key',
    candidates: ['agentclara'],
    preview: 'klipy_api_…(32)',
    confidence: 'high',
    severity: SEVERITIES[index % 5] ?? 'critical',
    state: change === 'closed' ? 'closed' : 'open',
    change,
    newlyActive: false,
    proof: change === 'closed' ? 'provider' : null,
    suppressed: change !== 'closed' && index % 50 === 1 ? `inline: ${HOSTILE}` : null,
    notCovered: index % 11 === 0,
    due: change === 'closed' ? null : '2026-05-01',
    events: [
      { kind: 'opened', at: '2026-03-31T06:00:00.000Z', evidence: `First found in ${target}.` },
      ...(change === 'closed'
        ? [{ kind: 'closed' as const, at: '2026-06-30T06:00:00.000Z', evidence: 'Klipy refused the key.' }]
        : []),
    ],
    occurrences: [
      {
        target,
        total: 20,
        seen: 20,
        standing: 3,
        places: [
          {
            source: 'git',
            path: index === 0 ? `src/${HOSTILE}.ts` : `src/service-${index}/settings.ts`,
            line: 12,
            commit: index.toString(16).padStart(40, 'c'),
            author: 'Ann Author',
            date: day,
            removed: null,
            encoding: [],
            stands: true,
            suppressed: null,
          },
        ],
      },
    ],
  };
}

export function sampleAudit(keys: number): AuditDocument {
  const all = Array.from({ length: keys }, (_, index) => sampleKey(index)).toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const prints = (fits: (key: AuditKey) => boolean): string[] => all.filter(fits).map(({ fingerprint }) => fingerprint);
  const open = all.filter(({ state, suppressed }) => state === 'open' && suppressed === null);
  return auditSchema.parse({
    schema: 'keyturn/audit@1',
    tool: { name: 'keyturn', version: '1.0.0' },
    id: '2026-06-30',
    startedAt: '2026-06-30T06:00:00.000Z',
    finishedAt: '2026-06-30T06:10:00.000Z',
    previous: '2026-03-31',
    verified: true,
    targets: Array.from({ length: 37 }, (_, index) => ({
      name: `https://git.example/acme/repository-${index}`,
      visibility: 'private',
      coverage: {
        complete: index !== 3,
        failure: index === 3 ? `It said ${HOSTILE}` : null,
        scope: 'history',
        files: 0,
        bytes: 12_345_678,
        blobs: 1200,
        commits: 300,
        skipped: [],
        skippedTotal: {},
        narrowed: [],
      },
      open: 3,
    })),
    keys: all,
    closedBefore: 4,
    inventory: [],
    changes: {
      new: prints(({ change }) => change === 'new'),
      stillOpen: prints(({ change }) => change === 'stillOpen'),
      closed: prints(({ change }) => change === 'closed'),
      reopened: prints(({ change }) => change === 'reopened'),
      overdue: prints(({ state }) => state === 'open'),
      notVerifiable: prints(({ validity }) => validity.state === 'unknown'),
      notCovered: prints(({ notCovered }) => notCovered),
    },
    tasks: open.map(({ owner, provider, fingerprint }) => ({
      owner,
      due: '2026-05-01',
      provider,
      fingerprint,
      text: 'Revoke the key, then replace it.',
    })),
    trend: [
      { audit: '2025-12-31', at: '2025-12-31T06:00:00.000Z', open: 3, closed: 0 },
      { audit: '2026-03-31', at: '2026-03-31T06:00:00.000Z', open: 9, closed: 2 },
      { audit: '2026-06-30', at: '2026-06-30T06:10:00.000Z', open: open.length, closed: 5 },
    ],
  });
}
