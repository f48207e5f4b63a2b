import type { Kysely } from 'kysely';

interface Before {
  known_key: { name: string; locator: string | null; places: string };
}

/** All that an inventory says of a key: several places where it is kept, what its use needs, when it was last used. */
export async function knownKeyDetails(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('known_key').addColumn('needs', 'text').execute();
  await schema.alterTable('known_key').addColumn('last_used', 'text').execute();
  await schema
    .alterTable('known_key')
    .addColumn('places', 'text', (col) => col.notNull().defaultTo('null'))
    .execute();
  const typed = db as unknown as Kysely<Before>;
  for (const { name, locator } of await typed.selectFrom('known_key').select(['name', 'locator']).execute()) {
    if (locator === null) continue;
    await typed
      .updateTable('known_key')
      .set({ places: JSON.stringify([locator]) })
      .where('name', '=', name)
      .execute();
  }
  await schema.alterTable('known_key').dropColumn('locator').execute();
}
