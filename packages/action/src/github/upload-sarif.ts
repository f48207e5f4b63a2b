/** Sends SARIF to code scanning: as many runs and files as show all of it. */
import { loadFormatter } from '@keyturn/report';
import type { ReportInput } from '@keyturn/report';
import type { Octokit } from '@octokit/rest';
import { categoryOf, packed, sarifFiles } from '../outcome/sarif-runs.ts';

export interface SarifPlace {
  readonly owner: string;
  readonly repo: string;
  readonly commit_sha: string;
  readonly ref: string;
}

export interface Uploaded {
  readonly categories: readonly string[];
  /** How many findings, the least serious, had to be left out. */
  readonly left: number;
}

/** @param path of what was scanned, in the workspace: parts of a monorepo do not replace each other's results */
export async function uploadSarif(
  client: Octokit,
  place: SarifPlace,
  report: ReportInput,
  path: string,
): Promise<Uploaded> {
  const formatter = await loadFormatter('sarif');
  const { files, categories, left } = sarifFiles(formatter, report, path);
  const upload = async (file: Buffer): Promise<void> => {
    await client.rest.codeScanning.uploadSarif({ ...place, sarif: file.toString('base64'), tool_name: 'Keyturn' });
  };
  for (const file of files) await upload(file);
  const stale = (await filledParts(client, place, path)).filter((category) => !categories.includes(category));
  const emptied = packed(formatter, { ...report, sarifRuns: stale.map((category) => ({ category, findings: [] })) });
  if (stale.length > 0 && emptied !== null) await upload(emptied);
  return { categories, left };
}

/** Further parts that an earlier run has filled: what is not replaced would be shown for ever. */
async function filledParts(client: Octokit, { owner, repo, ref }: SarifPlace, path: string): Promise<string[]> {
  const further = `${categoryOf(path)}#`;
  try {
    const query = { owner, repo, ref, tool_name: 'Keyturn', per_page: 100 };
    const { data } = await client.rest.codeScanning.listRecentAnalyses(query);
    const newest = new Map<string, number>();
    // The newest stand first.
    for (const { category = '', results_count: count } of data) {
      if (!newest.has(category)) newest.set(category, count);
    }
    return [...newest].flatMap(([category, count]) => (category.startsWith(further) && count > 0 ? [category] : []));
  } catch {
    // None yet, as GitHub answers with 404; or a token that may write and not read.
    return [];
  }
}
