/** The tables as Kysely sees them; docs/ledger.md says what they mean. Both databases give the same types. */
import type { Generated } from 'kysely';

/** An instant, ISO 8601 in UTC with milliseconds: sorts as text. */
type Instant = string;
/** JSON as text. */
type Json = string;

export interface Tables {
  audit: AuditTable;
  target: { id: Generated<number>; name: string };
  audit_target: AuditTargetTable;
  coverage_gap: { audit_id: number; target_id: number; ordinal: number; place: string; reason: string };
  key: KeyTable;
  occurrence: OccurrenceTable;
  suppression: SuppressionTable;
  sighting: SightingTable;
  validity_check: ValidityCheckTable;
  key_event: KeyEventTable;
  known_key: KnownKeyTable;
  audit_request: { audit_id: number; digest: string; is_verified: number; noticed_at: Instant | null };
  repository: { target_id: number; visibility: string; forge: string | null; forge_name: string | null };
  outbox: OutboxTable;
  issue: { key_id: number; tracker: string; number: number };
}

interface AuditTable {
  id: Generated<number>;
  name: string;
  kind: string;
  tool: string;
  started_at: Instant;
  finished_at: Instant | null;
}

interface AuditTargetTable {
  audit_id: number;
  target_id: number;
  scope: string;
  started_at: Instant;
  finished_at: Instant | null;
  /** Why it could not be looked at; null where it could. */
  failure: string | null;
  complete: number;
  files: number;
  bytes: number;
  blobs: number;
  commits: number;
  skipped_total: Json;
  narrowed: Json;
}

interface KeyTable {
  id: Generated<number>;
  fingerprint: string;
  rule: string;
  provider: string | null;
  candidates: Json;
  environment: string;
  confidence: string;
  preview: string;
  state: string;
  first_audit_id: number;
  owner: Generated<string | null>;
  owner_source: Generated<string | null>;
  rotation: Generated<string>;
  rotate_by: Generated<string | null>;
}

interface OccurrenceTable {
  id: Generated<number>;
  digest: string;
  key_id: number;
  target_id: number;
  source: string;
  path: string | null;
  ordinal: number;
  encoding: Json;
  commit_id: string | null;
  blob: string | null;
  author: string | null;
  author_email: string | null;
  committed_at: Instant | null;
  refs: Json;
  removed: string | null;
}

interface SuppressionTable {
  id: Generated<number>;
  digest: string;
  by: string;
  reason: string | null;
  owner: string | null;
  expires: string | null;
}

interface SightingTable {
  audit_id: number;
  occurrence_id: number;
  start_line: number;
  start_column: number;
  end_line: number;
  end_column: number;
  suppression_id: number | null;
}

interface ValidityCheckTable {
  key_id: number;
  checked_at: Instant;
  state: string;
  reason: string;
  endpoint: string | null;
  audit_id: number | null;
}

interface KeyEventTable {
  id: Generated<number>;
  key_id: number;
  at: Instant;
  kind: string;
  audit_id: number | null;
  evidence: Json;
}

interface KnownKeyTable {
  name: string;
  fingerprint: string;
  provider: string;
  owner: string | null;
  environment: string | null;
  scopes: Json;
  workspace: string | null;
  created: string | null;
  expires: string | null;
  replaces: string | null;
  needs: Json | null;
  last_used: string | null;
  places: Json;
}

interface OutboxTable {
  id: Generated<number>;
  dedupe: string;
  channel: string;
  payload: Json;
  created_at: Instant;
  attempts: number;
  next_at: Instant;
  delivered_at: Instant | null;
  failure: string | null;
}

/** In the order in which rows may be copied: what is referred to first. */
export const tableNames: readonly (keyof Tables)[] = [
  'audit',
  'target',
  'audit_target',
  'coverage_gap',
  'key',
  'occurrence',
  'suppression',
  'sighting',
  'validity_check',
  'key_event',
  'known_key',
  'audit_request',
  'repository',
  'outbox',
  'issue',
];
