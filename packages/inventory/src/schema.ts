/** The shape of `keys.yaml`, and of `keyturn/keys@1`. docs/schema/keys-file-1.json and keys-1.json are made from them. */
import { z } from 'zod';

const isDay = (text: string): boolean => {
  const instant = Date.parse(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
};
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-31')
  .refine(isDay, 'a day that the calendar has');
const text = z.string().trim().min(1).max(200);
const fingerprint = z
  .string()
  .regex(/^kt1(?::|h:[0-9a-f]{8}:)[0-9a-f]{40}$/, 'a fingerprint such as kt1: and 40 hexadecimal digits');

const entry = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'letters, digits, dots, hyphens and underscores'),
  provider: text,
  fingerprint: fingerprint.describe('What keyturn keys add makes of the value, which is kept nowhere.'),
  owner: text.exactOptional(),
  environment: text.exactOptional(),
  workspace: text.exactOptional(),
  scopes: z.array(text).exactOptional(),
  needs: z.array(text).exactOptional().describe('The scopes that its use needs.'),
  created: day.exactOptional(),
  expires: z.union([day, z.literal('never')]).exactOptional(),
  lastUsed: day.exactOptional(),
  where: z
    .array(
      z
        .string()
        .regex(
          /^(?:env|file|command|github):./,
          'env:NAME, file:PATH, file:PATH#NAME, command:PROGRAM ARGS or github:OWNER/REPO#NAME',
        ),
    )
    .exactOptional()
    .describe('Where its value is kept.'),
  replaces: text.exactOptional().describe('The name of the key whose successor it is.'),
});

const keysFile = z
  .strictObject({ version: z.literal(1).default(1), keys: z.array(entry).default([]) })
  .meta({ title: 'keys.yaml', description: 'The keys one knows, without their values.' });

export type KeyEntry = z.infer<typeof entry>;
export type KeysFile = z.infer<typeof keysFile>;
export const keysFileSchema: z.ZodType<KeysFile> = keysFile;
export const entrySchema: z.ZodType<KeyEntry> = entry;

const keysDocument = z
  .object({
    schema: z.literal('keyturn/keys@1'),
    keys: z.array(
      z.object({
        name: z.string(),
        provider: z.string(),
        fingerprint,
        owner: z.string().nullable(),
        environment: z.string().nullable(),
        scopes: z.array(z.string()).nullable(),
        created: z
          .object({ date: z.string(), source: z.enum(['inventory', 'git']), exact: z.boolean() })
          .nullable()
          .describe('From git it is the first sighting: a lower bound of the age.'),
        expires: z.string().nullable().describe('A day, or never; null: not known.'),
        rotateBy: z
          .string()
          .nullable()
          .describe('The day by which it is to be replaced; null where its age is not known.'),
        validity: z.object({
          state: z.enum(['active', 'inactive', 'unknown', 'not-checked']),
          reason: z.string(),
          checkedAt: z.string().nullable(),
          endpoint: z.string().nullable(),
        }),
        hygiene: z.array(
          z.object({
            code: z.string(),
            message: z.string(),
            evidence: z.string(),
            certainty: z.enum(['exact', 'bound', 'likely']),
            due: z.string().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({
    title: 'keyturn/keys@1',
    description: 'The inventory as keyturn keys list and check print it, worst first.',
  });

export type KeysDocument = z.infer<typeof keysDocument>;
export const keysDocumentSchema: z.ZodType<KeysDocument> = keysDocument;
