import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../database.ts';
import { sightings } from './0001-sightings.ts';
import { care } from './0002-care.ts';
import { places } from './0003-places.ts';
import { knownKeyDetails } from './0004-known-keys.ts';
import { audits } from './0005-audits.ts';

/** In order, forward only. A step that was published is never edited: what it lacks is a step of its own. */
export const migrations: Readonly<Record<string, (db: Kysely<never>, kind: DatabaseKind) => Promise<void>>> = {
  '0001-sightings': sightings,
  '0002-care': care,
  '0003-places': places,
  '0004-known-keys': knownKeyDetails,
  '0005-audits': audits,
};
