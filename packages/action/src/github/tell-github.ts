/** Comment, check run and SARIF upload: each where it was asked for and the token allows it. A refusal is a notice. */
import type { Outcome } from '../outcome/outcome.ts';
import { summaryOf } from '../outcome/summary.ts';
import type { SummaryInput } from '../outcome/summary.ts';
import { CHECK_RUN_BYTES, writeCheckRun } from './check-run.ts';
import { createClient } from './client.ts';
import { COMMENT_BYTES, commentMark, keepComment } from './comment.ts';
import { uploadSarif } from './upload-sarif.ts';

export async function tellGitHub(outcome: Outcome, summary: SummaryInput): Promise<void> {
  const { log, runner, inputs, event, report, positions, annotations, fails } = outcome;
  const [owner = '', repo = ''] = runner.repository.split('/');
  const client = createClient(runner.apiUrl, inputs.token);
  const { coverage, findings } = report.result;
  const open = findings.filter(({ suppressed }) => suppressed === null).length;
  const isClean = open === 0 && coverage.complete && outcome.added.length === 0;
  const title =
    open === 0
      ? coverage.complete
        ? 'No keys found'
        : 'Not all could be searched'
      : `${open} ${open === 1 ? 'key' : 'keys'} found`;
  const attempt = async (what: string, permission: string, send: () => Promise<void>): Promise<void> => {
    try {
      await send();
    } catch (error) {
      log.annotate('notice', 'Keyturn', `${what} was not written: ${reasonOf(error, permission)}`);
    }
  };
  if (inputs.comment && event.pullRequest !== null) {
    const issue_number = event.pullRequest;
    await attempt('The comment', 'pull-requests: write', async () => {
      const text = await summaryOf(summary, COMMENT_BYTES);
      const body = isClean
        ? `<details><summary>Keyturn: no keys found any more</summary>\n\n${text}\n</details>\n`
        : text;
      await keepComment(client, { owner, repo, issue_number }, { body, mark: commentMark(inputs.path), isClean });
    });
  }
  if (inputs.checkRun && event.sha !== '') {
    await attempt('The check run', 'checks: write', async () => {
      const text = await summaryOf(summary, CHECK_RUN_BYTES);
      const conclusion = fails || !coverage.complete ? 'failure' : 'success';
      await writeCheckRun(
        client,
        { owner, repo, head_sha: event.sha },
        { conclusion, title, summary: text, annotations },
      );
    });
  }
  if (inputs.sarif === 'upload') {
    await attempt('The SARIF upload', 'security-events: write (and the repository code scanning)', async () => {
      const place = { owner, repo, commit_sha: event.sha, ref: event.ref };
      if (inputs.scan === 'event' && event.brought !== null && !event.isProposal) {
        const sentence =
          'Code scanning takes an upload for all that the branch holds: keys of earlier pushes are shown as fixed. Upload from a job with scan: tree.';
        log.annotate('notice', 'Keyturn', sentence);
      }
      const located = { ...report, result: positions.result };
      const { categories, left } = await uploadSarif(client, place, located, inputs.path);
      if (categories.length > 1) log.line(`Code scanning has the findings in parts: ${categories.join(', ')}`);
      if (left > 0) {
        const sentence = `Code scanning takes no more: ${left} findings, the least serious, were left out of the upload.`;
        log.annotate('notice', 'Keyturn', sentence);
      }
    });
  }
}

/** Nothing of an answer is shown but GitHub's sentence. */
function reasonOf(error: unknown, permission: string): string {
  // Octokit's own errors alone have a status; where no answer came it says 500.
  const { status } = error as { readonly status?: unknown };
  if (typeof status !== 'number') return 'GitHub could not be asked.';
  if (status === 403 || status === 401 || status === 404) {
    return `the token may not (${status}). Give the job the permission ${permission}; a pull request from a fork never has it.`;
  }
  return `GitHub answered ${status}.`;
}
