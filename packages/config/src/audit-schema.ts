/** What the user's own configuration says of audits: targets, when, and who is told. Never read from a scanned tree. */
import { z } from 'zod';

const glob = z.string().min(1);
const names = z.array(z.string().min(1));

/** A secret is never written down here: it is named, by a variable or by a file. */
const secret = z
  .string()
  .regex(/^(?:env|file):./, 'env:NAME or file:PATH')
  .describe('Where the secret is kept: env:NAME or file:PATH.');
/** An address that may be a secret itself, as those of webhooks are. */
const address = z.union([secret, z.url({ protocol: /^https?$/, error: 'an https address, env:NAME or file:PATH' })]);
const repositoryName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'OWNER/REPOSITORY');

const githubTarget = z.strictObject({
  github: z
    .string()
    .regex(/^(?:user\/)?[A-Za-z0-9][A-Za-z0-9-]*$/, 'an organisation, or user/NAME')
    .describe('An organisation, or user/NAME.'),
  include: z.array(glob).default([]).describe('Only repositories whose name fits; empty: all.'),
  exclude: z.array(glob).default([]),
  archived: z.boolean().default(true).describe('Whether archived repositories count: their history leaks as well.'),
  forks: z.boolean().default(false),
  visibility: z.enum(['all', 'public', 'private']).default('all'),
});

export type GitHubTarget = z.infer<typeof githubTarget>;

/** A path, a clone URL, `github:ORG`, `github:user/NAME`; or an organisation with what of it counts. */
export const targetSchema = z.union([z.string().min(1), githubTarget]);
export type TargetConfig = string | GitHubTarget;

const channel = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slack'), url: address }),
  z.strictObject({ kind: z.literal('teams'), url: address }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: address,
    secret: secret.describe('Signs each body: HMAC-SHA256 in the header Keyturn-Signature.'),
  }),
  z.strictObject({
    kind: z.literal('email'),
    server: address.or(z.url({ protocol: /^smtps?$/ })).describe('smtps://USER@HOST, or smtp:// for STARTTLS.'),
    password: secret.exactOptional(),
    from: z.string().min(3),
    to: names.min(1),
  }),
  z.strictObject({
    kind: z.literal('github-issues'),
    tracker: repositoryName
      .exactOptional()
      .describe('A private repository for keys of repositories that are not private themselves.'),
  }),
]);

export type ChannelConfig = z.infer<typeof channel>;

export const auditSchema = z.strictObject({
  report: z
    .string()
    .min(1)
    .exactOptional()
    .describe('The folder for reports; each audit of a schedule has its own in it.'),
  respond: z
    .strictObject({
      activeDays: z.number().min(0).max(3650).default(1).describe('To revoke a leaked key that works.'),
      otherDays: z.number().min(0).max(3650).default(14).describe('To deal with any other leaked key.'),
    })
    .default({ activeDays: 1, otherDays: 14 })
    .describe('Days from the audit that found a key to the day by which it is to be dealt with.'),
  notify: z.array(channel).default([]).describe('Who is told what an audit changed.'),
  treeConfig: z
    .boolean()
    .default(false)
    .describe('Whether the keyturn.yaml and the baseline of an audited repository count.'),
  schedule: z.string().min(1).exactOptional().describe('A cron expression, or @quarterly and its like.'),
  timezone: z.string().min(1).exactOptional().describe('Of the schedule, such as Europe/Berlin; UTC by default.'),
});

export type AuditConfig = z.infer<typeof auditSchema>;
