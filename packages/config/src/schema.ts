/** The shape of `keyturn.yaml`, and of the user's own configuration, which may say more. docs/schema/config-1.json is made from it. */
import { z } from 'zod';
import type { AllowTool } from '@keyturn/scanner';
import { auditSchema, targetSchema } from './audit-schema.ts';

const confidence = z.enum(['low', 'medium', 'high']);
const severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);
const glob = z.string().min(1);
const names = z.array(z.string().min(1));
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower case, digits and hyphens, starting with a letter');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-31');
const tools: readonly Exclude<AllowTool, 'keyturn'>[] = [
  'gitleaks',
  'detect-secrets',
  'secretlint',
  'trufflehog',
  'kingfisher',
];

const suppression = z
  .strictObject({
    fingerprint: z
      .string()
      .regex(/^kt1:[0-9a-f]{40}$/, 'a fingerprint such as kt1: and 40 hexadecimal digits')
      .exactOptional(),
    path: glob.exactOptional().describe('A pattern; with a fingerprint or a rule, both have to fit.'),
    rule: id.exactOptional(),
    reason: z.string().trim().min(1).describe('Why this is no harm. Shown in every report.'),
    owner: z.string().trim().min(1).exactOptional(),
    expires: date.exactOptional().describe('The last day on which it counts.'),
  })
  .refine((one) => one.fingerprint !== undefined || one.path !== undefined || one.rule !== undefined, {
    message: 'Say what is suppressed: fingerprint, path or rule.',
  })
  .refine((one) => one.rule === undefined || one.fingerprint !== undefined || one.path !== undefined, {
    message: 'A rule alone would hide keys yet to come: add a fingerprint or a path.',
  });

const rule = z.strictObject({
  id,
  description: z.string().default(''),
  pattern: z.string().min(1).describe('A regular expression in RE2 syntax.'),
  ignoreCase: z.boolean().default(false),
  group: z
    .union([z.int().min(0), z.string()])
    .default(0)
    .describe('The group that is the key.'),
  keywords: names.min(1).describe('Literals of four characters or more, of which one has to stand in the text.'),
  entropy: z.number().min(0).max(8).exactOptional(),
  confidence: confidence.default('medium'),
  path: glob.exactOptional(),
  allow: z.array(z.string().min(1)).default([]).describe('Patterns of values that are no keys.'),
});

const length = z.strictObject({ min: z.int().min(1), max: z.int().max(4096) });
const alphabet = z.enum(['alnum', 'alnum-dash', 'url64', 'base64', 'hex']);

const envelope = z.strictObject({
  has: z
    .array(
      z.strictObject({
        path: z.string(),
        is: z.enum(['text', 'text-or-number', 'list', 'list-or-object', 'false']),
        oneOf: names.exactOptional(),
      }),
    )
    .min(1),
  lacks: names.exactOptional(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
});

const probe = z.strictObject({
  baseUrl: z.url({ protocol: /^https$/ }),
  method: z.literal('GET').default('GET'),
  path: z.string().startsWith('/'),
  header: z.string().regex(/^[A-Za-z0-9-]+$/),
  value: z.string().includes('{key}'),
  answers: z
    .array(
      z.strictObject({
        status: z.int(),
        envelope,
        says: z.enum(['active', 'refused', 'denied', 'unknown']),
        reason: z.string().min(1),
      }),
    )
    .min(1),
  notes: z.string().default(''),
});

/** The user's own provider: the shape of ours. Its probe is kept only where the configuration is the user's own. */
const provider = z.strictObject({
  id,
  name: z.string().min(1),
  summary: z.string().default(''),
  shapes: z
    .array(
      z.strictObject({
        rule: id,
        prefix: z.string().regex(/^[\u0021-\u007e]{4,}$/, 'four ASCII characters or more'),
        alphabet,
        tail: length,
        documented: z.array(length).default([]),
        environment: z.enum(['live', 'test', 'unknown']).default('live'),
        prefixUse: z.enum(['exclusive', 'by-length', 'shared']).default('exclusive'),
      }),
    )
    .min(1),
  context: z
    .strictObject({
      names: names.default([]),
      words: names.default([]),
      hosts: names.default([]),
      headers: names.default([]),
    })
    .default({ names: [], words: [], hosts: [], headers: [] }),
  rivals: z.array(id).default([]),
  rotation: z
    .strictObject({
      steps: names.default([]),
      whenExposed: z.string().default('Revoke the key, then replace it.'),
      settings: z.strictObject({ label: z.string(), url: z.url({ protocol: /^https$/ }) }).exactOptional(),
    })
    .default({ steps: [], whenExposed: 'Revoke the key, then replace it.' }),
  probe: probe.exactOptional().describe('Counts in the user’s own configuration only.'),
});

const shared = {
  version: z.literal(1).default(1),
  include: z.array(glob).default([]).describe('Only these paths; empty: all.'),
  exclude: z.array(glob).default([]).describe('Not these paths. What is excluded is told in the coverage.'),
  minSeverity: severity.default('info'),
  minConfidence: confidence.default('low'),
  suppress: z.array(suppression).default([]),
  baseline: z.string().min(1).exactOptional().describe('The baseline’s path; .keyturn-baseline where nothing is said.'),
  comments: z.array(z.enum(tools)).default([]).describe('Other tools whose comments allow a key.'),
  rules: z.array(rule).default([]),
  providers: z.array(provider).default([]),
  importRules: z.array(z.string().min(1)).default([]).describe('TOML files with rules of gitleaks or betterleaks.'),
};

const dayCount = z.number().positive().max(36_500);
const thresholds = {
  rotateDays: dayCount.exactOptional().describe('The age at which a key is to be replaced; 90 by default.'),
  warnDays: dayCount.exactOptional().describe('How long before that it is told; 14.'),
  expiresSoonDays: dayCount.exactOptional().describe('How long before its expiry a key is told of; 30.'),
  unusedDays: dayCount.exactOptional().describe('For how long a key may go unused; 45.'),
  overlapDays: dayCount.exactOptional().describe('For how long an old key may work beside its successor; 7.'),
};
const hygiene = z.strictObject({
  preset: z.enum(['cis-aws', 'aws-config', 'github', 'gitlab', 'nist-800-57']).exactOptional(),
  ...thresholds,
  rules: z
    .array(
      z.strictObject({
        provider: id.exactOptional(),
        environment: z.string().min(1).exactOptional(),
        scope: z.string().min(1).exactOptional(),
        ...thresholds,
      }),
    )
    .exactOptional()
    .describe('Other figures for some keys; the last rule that fits counts.'),
});

/** What counts in the user's own configuration only; in a tree's it is passed over, and told. */
const own = {
  verify: z.boolean().default(false),
  verifyAs: z.array(id).default([]),
  workspaces: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]*$/i)).default([]),
  endpoints: z.record(id, z.url()).default({}),
  targets: z.array(targetSchema).default([]).describe('What keyturn audit looks at.'),
  audit: auditSchema.prefault({}),
  hygiene: hygiene.default({}).describe('When a key is too old.'),
  inventory: z.string().min(1).exactOptional().describe('Where the keys you know are kept: ledger, or a file.'),
};

export const userOnlyKeys: readonly string[] = Object.keys(own);

const treeShape = z
  .strictObject(shared)
  .meta({ title: 'keyturn.yaml', description: 'The configuration of a scanned tree.' });
const userShape = z
  .strictObject({ ...shared, ...own })
  .meta({ title: 'Keyturn’s own configuration', description: 'keyturn/config.yaml below XDG_CONFIG_HOME.' });

export type HygieneConfig = z.infer<typeof hygiene>;
export type RuleConfig = z.infer<typeof rule>;
export type ProviderConfig = z.infer<typeof provider>;
export type TreeConfig = z.infer<typeof treeShape>;
export type UserConfig = z.infer<typeof userShape>;

export const treeSchema: z.ZodType<TreeConfig> = treeShape;
export const userSchema: z.ZodType<UserConfig> = userShape;
