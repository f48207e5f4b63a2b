import type { AuditDocument } from '../schema.ts';
export function* auditHtml(_audit: AuditDocument): Generator<string> {
  yield '';
}
