/** The formats of an audit's report; each is loaded when it is asked for. */
import type { AuditDocument } from './schema.ts';

export type ReportFormat = 'text' | 'json' | 'csv' | 'markdown' | 'html';

export const reportFormats: readonly ReportFormat[] = ['text', 'json', 'csv', 'markdown', 'html'];

/** The files of a report's folder, by format. */
export const reportFiles: readonly (readonly [ReportFormat, string])[] = [
  ['html', 'audit.html'],
  ['json', 'audit.json'],
  ['csv', 'audit.csv'],
  ['markdown', 'audit.md'],
];

/** Yields pieces of the text, in order: a large report never stands in one string. */
export type ReportWriter = (audit: AuditDocument) => Iterable<string>;

const LOADERS: Readonly<Record<ReportFormat, () => Promise<ReportWriter>>> = {
  text: async () => {
    const { auditText } = await import('./text.ts');
    return (audit) => [auditText(audit)];
  },
  json: async () => (await import('./json.ts')).auditJson,
  csv: async () => (await import('./csv.ts')).auditCsv,
  markdown: async () => (await import('./markdown.ts')).auditMarkdown,
  html: async () => (await import('./html/html.ts')).auditHtml,
};

export function loadReport(format: ReportFormat): Promise<ReportWriter> {
  return LOADERS[format]();
}
