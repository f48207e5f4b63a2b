/** The published shape of `keyturn/audit@1`; docs/schema/audit-1.json is made from it. Writers take the types alone. */
import { z } from 'zod';

const count = z.int().min(0);
const day = z.string().describe('A day (UTC), 2026-03-31.');
const instant = z.string().describe('ISO 8601, UTC.');

const validity = z.object({
  state: z.enum(['active', 'inactive', 'unknown', 'not-checked']),
  reason: z.string(),
  checkedAt: z.string().nullable(),
  endpoint: z.string().nullable(),
});

const verdict = z.object({
  code: z.string(),
  message: z.string(),
  evidence: z.string(),
  certainty: z.enum(['exact', 'bound', 'likely']),
  due: z.string().nullable(),
});

const place = z.object({
  source: z.enum(['file', 'git', 'commit-message', 'tag-message', 'note', 'archive', 'stdin']),
  path: z.string().nullable(),
  line: count,
  commit: z.string().nullable(),
  author: z.string().nullable(),
  date: z.string().nullable(),
  removed: z.string().nullable().describe('The commit that took it away.'),
  encoding: z.array(z.string()),
  stands: z.boolean().describe('It is in a file, or at a tip of a branch; else in the past alone.'),
  suppressed: z.object({ by: z.string(), reason: z.string().nullable() }).nullable(),
});

const occurrences = z.object({
  target: z.string(),
  total: count.describe('Places that are known there; some of them are listed.'),
  seen: count.describe('Of these, seen by this audit.'),
  standing: count,
  places: z.array(place),
});

const event = z.object({
  kind: z.enum(['opened', 'closed', 'reopened']),
  at: instant,
  evidence: z.string(),
});

const created = z.object({ date: z.string(), source: z.enum(['inventory', 'git']), exact: z.boolean() }).nullable();

const key = z
  .object({
    name: z.string().nullable().describe('What the inventory calls it.'),
    provider: z.string().nullable(),
    fingerprint: z.string(),
    owner: z.string().nullable(),
    ownerSource: z.string().nullable().describe('inventory, user, codeowners, or blame: who brought it there.'),
    environment: z.string().nullable(),
    scopes: z.array(z.string()).nullable(),
    created,
    expires: z.string().nullable(),
    rotateBy: z.string().nullable(),
    validity: validity.describe('The last answer.'),
    lastVerdict: validity.nullable().describe('The last answer that told whether it works.'),
    hygiene: z.array(verdict),
    rule: z.string(),
    candidates: z.array(z.string()),
    preview: z.string(),
    confidence: z.enum(['high', 'medium', 'low']),
    severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
    state: z.enum(['open', 'closed']),
    change: z.enum(['new', 'stillOpen', 'closed', 'reopened']),
    proof: z.enum(['provider', 'person']).nullable().describe('What closed it.'),
    suppressed: z.string().nullable().describe('Why it is hidden; null where it counts.'),
    newlyActive: z.boolean().describe('Open before, and now first known to work.'),
    notCovered: z.boolean().describe('Where it stood could not be looked at completely this time.'),
    due: z.string().nullable().describe('The day by which it is to be dealt with.'),
    events: z.array(event),
    occurrences: z.array(occurrences).describe('By target.'),
  })
  .meta({ id: 'key' });

const target = z.object({
  name: z.string(),
  visibility: z.enum(['public', 'private', 'internal', 'unknown']),
  coverage: z.object({
    complete: z.boolean(),
    failure: z.string().nullable().describe('Why it could not be looked at at all.'),
    scope: z.string(),
    files: count,
    bytes: count,
    blobs: count,
    commits: count,
    skipped: z.array(z.object({ where: z.string(), reason: z.string() })),
    skippedTotal: z.record(z.string(), count),
    narrowed: z.array(z.string()),
  }),
  open: count.describe('Open keys that stand there, or did.'),
});

const task = z.object({
  owner: z.string().nullable(),
  due: day.nullable(),
  provider: z.string().nullable(),
  fingerprint: z.string(),
  text: z.string(),
});

const known = z.object({
  name: z.string(),
  provider: z.string(),
  fingerprint: z.string(),
  owner: z.string().nullable(),
  created,
  expires: z.string().nullable(),
  rotateBy: z.string().nullable(),
  hygiene: z.array(verdict),
});

const fingerprints = z.array(z.string());

const audit = z
  .object({
    schema: z.literal('keyturn/audit@1'),
    tool: z.object({ name: z.literal('keyturn'), version: z.string() }),
    id: z.string(),
    startedAt: instant,
    finishedAt: instant,
    previous: z.string().nullable().describe('The audit that it is compared with.'),
    verified: z.boolean().describe('Whether providers were asked.'),
    targets: z.array(target),
    keys: z
      .array(key)
      .describe('All that are open, and those that were closed since the previous audit; the worst first.'),
    closedBefore: count.describe('Keys that were closed before that and still are.'),
    inventory: z.array(known).describe('Keys of the inventory that stand in no target.'),
    changes: z.object({
      new: fingerprints,
      stillOpen: fingerprints,
      closed: fingerprints,
      reopened: fingerprints,
      overdue: fingerprints,
      notVerifiable: fingerprints,
      notCovered: fingerprints,
    }),
    tasks: z.array(task).describe('By date.'),
    trend: z
      .array(z.object({ audit: z.string(), at: instant, open: count, closed: count }))
      .describe('Keys at the end of this audit and of those before it.'),
  })
  .meta({ title: 'keyturn/audit@1', description: 'What an audit found, and what changed since the one before.' });

export const auditSchema: z.ZodType<AuditDocument> = audit;
export type AuditDocument = z.infer<typeof audit>;
export type AuditKey = z.infer<typeof key>;
export type AuditTarget = z.infer<typeof target>;
export type AuditTask = z.infer<typeof task>;
export type AuditChange = AuditKey['change'];
