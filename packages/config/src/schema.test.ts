import { expect, it } from 'vitest';
import { z } from 'zod';
import { userSchema } from './schema.ts';

it('docs/schema/config-1.json is made from the schema (`npm run schema` in packages/config writes it)', async () => {
  const made = z.toJSONSchema(userSchema, { io: 'input' });
  await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot('../../../docs/schema/config-1.json');
});
