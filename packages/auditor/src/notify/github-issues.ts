/** One issue for each key, in a private repository and nowhere else: nothing announces a live key in public. */
import type { AuditRecords } from '@keyturn/ledger';
import type { GitHub } from '../github/client.ts';
import { DeliveryError } from './http.ts';
import { keepTicks, markerOf } from './issue-text.ts';
import type { IssueText } from './issue-text.ts';

const LABEL = 'keyturn';

/** Brings an issue to what is said of its key; doing it again changes nothing. @param tracker `owner/repository` */
export async function putIssue(
  { octokit, told }: Pick<GitHub, 'octokit' | 'told'>,
  records: AuditRecords,
  tracker: string,
  said: IssueText,
): Promise<void> {
  const [owner = '', repo = ''] = tracker.split('/');
  const at = { owner, repo };
  await told(`issue of a key in ${tracker}`, async () => {
    const { data: repository } = await octokit.rest.repos.get(at);
    if (!repository.private) {
      throw new DeliveryError(`${tracker} is public: nothing is announced there. Name a private tracker.`);
    }
    const issue = await findIssue(octokit, records, tracker, said.fingerprint);
    if (issue === null) {
      // A key that was dealt with before anybody was told needs no issue.
      if (said.state === 'closed') return;
      const { data } = await octokit.rest.issues.create({ ...at, title: said.title, body: said.body, labels: [LABEL] });
      await records.putIssue(said.fingerprint, tracker, data.number);
      return;
    }
    await records.putIssue(said.fingerprint, tracker, issue.number);
    const body = keepTicks(issue.body, said.body);
    if (issue.state === said.state) {
      if (issue.body !== body) await octokit.rest.issues.update({ ...at, issue_number: issue.number, body });
      return;
    }
    // The comment first: where this ends here, the state still differs and it is done again; a comment that stands is not repeated.
    if (said.comment !== '' && !(await hasComment(octokit, tracker, issue.number, said.comment))) {
      await octokit.rest.issues.createComment({ ...at, issue_number: issue.number, body: said.comment });
    }
    await octokit.rest.issues.update({
      ...at,
      issue_number: issue.number,
      body,
      state: said.state,
      state_reason: said.state === 'closed' ? 'completed' : 'reopened',
    });
  });
}

interface FoundIssue {
  readonly number: number;
  readonly body: string;
  readonly state: string;
}

async function findIssue(
  octokit: GitHub['octokit'],
  records: AuditRecords,
  tracker: string,
  fingerprint: string,
): Promise<FoundIssue | null> {
  const [owner = '', repo = ''] = tracker.split('/');
  const known = await records.issueOf(fingerprint, tracker);
  if (known !== null) {
    const { data } = await octokit.rest.issues.get({ owner, repo, issue_number: known });
    return { number: data.number, body: data.body ?? '', state: data.state };
  }
  // Made, and the process ended before that was written down.
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    owner,
    repo,
    labels: LABEL,
    state: 'all',
    per_page: 100,
  });
  const found = all.find(({ body }) => body?.includes(markerOf(fingerprint)) === true);
  return found === undefined ? null : { number: found.number, body: found.body ?? '', state: found.state };
}

async function hasComment(octokit: GitHub['octokit'], tracker: string, number: number, text: string): Promise<boolean> {
  const [owner = '', repo = ''] = tracker.split('/');
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  return comments.at(-1)?.body === text;
}
