import { BASELINE_NAME } from './baseline-file.ts';

const RULE = `${BASELINE_NAME} merge=union text eol=lf`;

/**
 * The text of a `.gitattributes` with which git merges baselines line by line: two branches that add an entry in the same
 * place do not conflict. Null where it stands there already.
 */
export function withBaselineAttributes(existing: string): string | null {
  const isThere = existing
    .split(/\r?\n/)
    .some((line) => line.trim().startsWith(`${BASELINE_NAME} `) && line.includes('merge='));
  if (isThere) return null;
  return `${existing}${existing === '' || existing.endsWith('\n') ? '' : '\n'}${RULE}\n`;
}
