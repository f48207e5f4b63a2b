/** Sends a SARIF file to code scanning, within its limits. https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
import { gzipSync } from 'node:zlib';
import { loadFormatter } from '@keyturn/report';
import type { ReportInput } from '@keyturn/report';
import type { Octokit } from '@octokit/rest';

/** Results a run that GitHub takes; and bytes, compressed. */
const MOST_RESULTS = 25_000;
const MOST_BYTES = 10_000_000;

/** @returns how many findings, the least serious, had to be left out */
export async function uploadSarif(
  client: Octokit,
  place: { readonly owner: string; readonly repo: string; readonly commit_sha: string; readonly ref: string },
  report: ReportInput,
): Promise<number> {
  const { findings } = report.result;
  const formatter = await loadFormatter('sarif');
  for (let most = Math.min(findings.length, MOST_RESULTS); ; most = Math.floor(most / 2)) {
    const pieces: string[] = [];
    const result = { ...report.result, findings: findings.slice(0, most) };
    formatter.write({ ...report, result }, (text) => pieces.push(text));
    const packed = gzipSync(pieces.join(''));
    if (packed.length > MOST_BYTES && most > 0) continue;
    await client.rest.codeScanning.uploadSarif({ ...place, sarif: packed.toString('base64'), tool_name: 'Keyturn' });
    return findings.length - most;
  }
}
