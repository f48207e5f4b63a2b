import { expect, it } from 'vitest';
import { z } from 'zod';
import { keysDocumentSchema, keysFileSchema } from './schema.ts';

it.each([
  ['keys-1.json', keysDocumentSchema],
  ['keys-file-1.json', keysFileSchema],
])('docs/schema/%s is made from the schema (vitest --update writes it)', async (file, schema) => {
  const made = z.toJSONSchema(schema, { io: 'input' });
  await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot(`../../../docs/schema/${file}`);
});
