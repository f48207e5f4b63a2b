import { expect, it } from 'vitest';
import { z } from 'zod';
import { auditSchema } from './schema.ts';

it('docs/schema/audit-1.json is made from the schema (`npm run schema` in packages/auditor writes it)', async () => {
  const made = z.toJSONSchema(auditSchema);
  await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot('../../../../docs/schema/audit-1.json');
});
