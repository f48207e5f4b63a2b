import { expect, it } from 'vitest';
import { z } from 'zod';
import { findingsSchema } from './schema.ts';

it('docs/schema/findings-1.json is made from the schema (`npm run schema` in packages/report writes it)', async () => {
  const made = z.toJSONSchema(findingsSchema, { io: 'input' });
  await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot('../../../docs/schema/findings-1.json');
});
