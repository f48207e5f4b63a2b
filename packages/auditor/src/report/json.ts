import type { AuditDocument } from './schema.ts';

/** `keyturn/audit@1`: a line for each key and each target, so that two reports can be compared line by line. */
export function* auditJson(audit: AuditDocument): Generator<string> {
  yield '{\n';
  const entries = Object.entries(audit);
  for (const [index, [name, value]] of entries.entries()) {
    const end = index === entries.length - 1 ? '\n' : ',\n';
    if (!Array.isArray(value) || value.length === 0) {
      yield `  ${JSON.stringify(name)}: ${JSON.stringify(value)}${end}`;
      continue;
    }
    yield `  ${JSON.stringify(name)}: [\n`;
    const items = value as unknown[];
    for (const [at, item] of items.entries()) {
      yield `    ${JSON.stringify(item)}${at === items.length - 1 ? '' : ','}\n`;
    }
    yield `  ]${end}`;
  }
  yield '}\n';
}
