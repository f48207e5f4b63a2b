/**
 * The published shape of `keyturn/findings@1`, for whoever reads it: `keyturn verify`, the editor, other programs.
 * docs/schema/findings-1.json is made from it. Writers need the types alone, which stand in document-types.ts.
 */
import { z } from 'zod';
import type { FindingsDocument } from './json/document-types.ts';

export type * from './json/document-types.ts';

const place = z.int().min(1);
const count = z.int().min(0);

const skipReason = z.enum([
  'too-large',
  'unreadable',
  'binary',
  'encoding',
  'shallow',
  'missing-object',
  'corrupt',
  'encrypted',
  'limit',
  'vanished',
  'changed',
  'timeout',
]);

const suppressed = z
  .object({
    by: z.enum(['inline', 'config', 'baseline']),
    reason: z.string().nullable(),
    owner: z.string().nullable(),
    expires: z.string().nullable(),
  })
  .nullable()
  .describe('Who hides it and why; null when nothing does. A mark, never a removal.');

const occurrence = z
  .object({
    source: z.enum(['file', 'git', 'commit-message', 'tag-message', 'note', 'archive', 'stdin']),
    root: count.exactOptional().describe('Index into roots; left out where there is one.'),
    path: z
      .string()
      .nullable()
      .describe('Relative to its root, "/" as separator; null for messages and unreachable blobs.'),
    startLine: place,
    startColumn: place.describe('In UTF-16 units.'),
    endLine: place,
    endColumn: place.describe('The end is exclusive.'),
    encoding: z.array(z.string()).describe('What the key was wrapped in, outermost first.'),
    commit: z.string().nullable().exactOptional(),
    blob: z.string().nullable().exactOptional(),
    author: z.string().nullable().exactOptional(),
    authorEmail: z.string().nullable().exactOptional(),
    date: z.string().nullable().exactOptional().describe("The committer's, ISO 8601."),
    refs: z.array(z.string()).exactOptional().describe('Tips that still hold it there.'),
    removed: z.string().nullable().exactOptional().describe('The commit that took it away.'),
    suppressed,
  })
  .meta({ id: 'occurrence' });

const firstSeen = z.object({
  commit: z.string(),
  date: z.string(),
  author: z.string(),
  path: z.string().nullable(),
});

const validity = z.object({
  state: z.enum(['active', 'inactive', 'unknown', 'not-checked']),
  reason: z.string(),
  checkedAt: z.string().nullable(),
  endpoint: z.string().nullable(),
});

const hygieneVerdict = z.object({
  code: z.string(),
  message: z.string(),
  evidence: z.string().describe('What is known, and from where.'),
  certainty: z.enum(['exact', 'bound', 'likely']).describe('bound: from a lower bound, such as git’s first sighting.'),
  due: z.string().nullable().describe('The day by which something is to be done (UTC).'),
});

const finding = z
  .object({
    fingerprint: z
      .string()
      .regex(/^kt1(h:[0-9a-f]+)?:[0-9a-f]+$/)
      .describe("Of the key's value: the same key, the same fingerprint."),
    rule: z.string(),
    provider: z.string().nullable().describe('Null while ambiguous.'),
    candidates: z.array(z.string()).describe('Every vendor that the shape and the context allow, likeliest first.'),
    environment: z.enum(['live', 'test', 'unknown']),
    confidence: z.enum(['high', 'medium', 'low']),
    severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
    preview: z.string().describe("The public prefix and the tail's length, never a character of the tail."),
    evidence: z.array(z.string()).exactOptional().describe('Why it is believed, the strongest first.'),
    occurrences: z.array(occurrence),
    firstSeen: firstSeen.nullable().exactOptional().describe('History only.'),
    atHead: z.boolean().exactOptional().describe('History only: still in the tip of the default branch.'),
    validity,
    hygiene: z.array(hygieneVerdict),
    suppressed: suppressed.describe("As an occurrence's, when all its occurrences are."),
  })
  .meta({ id: 'finding' });

const narrowing = z.object({
  by: z.string(),
  what: z.enum(['include', 'exclude', 'severity', 'confidence', 'suppression', 'baseline', 'provider']),
  detail: z.string(),
  count: count.exactOptional(),
});

const coverage = z.object({
  complete: z.boolean(),
  files: count,
  bytes: count,
  blobs: count,
  commits: count,
  skipped: z.array(z.object({ where: z.string(), reason: skipReason })).describe('At most 1,000 a reason.'),
  skippedTotal: z.partialRecord(skipReason, count).describe('All of them, by reason.'),
  narrowed: z.array(narrowing).exactOptional().describe('What a configuration took away: no gap, and never unsaid.'),
});

export const findingsSchema: z.ZodType<FindingsDocument> = z
  .object({
    schema: z.literal('keyturn/findings@1'),
    tool: z.object({ name: z.literal('keyturn'), version: z.string() }),
    roots: z.array(z.string()).describe('What was scanned, absolute.'),
    coverage,
    findings: z.array(finding),
  })
  .meta({ title: 'keyturn/findings@1', description: 'The result of a scan by Keyturn.' });
