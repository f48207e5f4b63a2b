/** What other tools left behind: their reports as baselines, their rules as ours. */
export { importReport } from './baseline/import-report.ts';
export type { ImportedBaseline } from './baseline/import-report.ts';
export { importGitleaksRules } from './rules/import-gitleaks.ts';
export type { ImportedRules } from './rules/import-gitleaks.ts';
