export { scanHistory } from './scan-history.ts';
export type { HistoryProgress, HistoryScanOptions } from './scan-history.ts';
export { openRepository } from './repository.ts';
export type { Repository } from './repository.ts';
export { runGit, streamGit } from './run-git.ts';
export type { GitOptions } from './run-git.ts';
