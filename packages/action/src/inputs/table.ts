/** Every input and output, once: action.yml and the table in docs/action.md are made from here, and parsing reads it. */
import { failOnChoices } from '@keyturn/config';

export type InputName =
  | 'token'
  | 'scan'
  | 'path'
  | 'config'
  | 'baseline'
  | 'verify'
  | 'fail-on'
  | 'comment'
  | 'check-run'
  | 'sarif'
  | 'allow-new-suppressions';

export type OutputName = 'findings' | 'active' | 'report-path' | 'sarif-path' | 'coverage';

export interface InputRow {
  readonly name: InputName;
  readonly says: string;
  /** As action.yml has it; an expression where GitHub fills it in. */
  readonly default: string;
  /** All that it may be, where that can be listed. */
  readonly choices?: readonly string[];
}

const yesOrNo = ['true', 'false'] as const;

export const inputRows: readonly InputRow[] = [
  {
    name: 'token',
    says: 'Deepens a shallow checkout, and writes the comment, the check run and the SARIF upload where it may. None is needed to scan.',
    default: '${{ github.token }}',
  },
  {
    name: 'scan',
    says: 'event: what each commit of the event adds; on a schedule or by hand, the tree. tree: the files as they are. history: everything that the repository holds.',
    default: 'event',
    choices: ['event', 'tree', 'history'],
  },
  {
    name: 'path',
    says: 'A folder of the workspace: where the repository was checked out, or a part of it that alone is reported.',
    default: '.',
  },
  {
    name: 'config',
    says: 'The configuration, as a path in the repository; keyturn.yaml where there is one. A pull request’s is read from its base.',
    default: '',
  },
  {
    name: 'baseline',
    says: 'The baseline, as a path in the repository; .keyturn-baseline where there is one. A pull request’s is read from its base.',
    default: '',
  },
  {
    name: 'verify',
    says: 'Asks providers whether the keys still work: keys go to their providers. Never for forks, never in public repositories.',
    default: 'false',
    choices: yesOrNo,
  },
  {
    name: 'fail-on',
    says: `What makes the run fail: ${failOnChoices}. Gaps in what was searched always do.`,
    default: 'any',
  },
  {
    name: 'comment',
    says: 'One comment on the pull request, kept up to date. Wants pull-requests: write.',
    default: 'true',
    choices: yesOrNo,
  },
  { name: 'check-run', says: 'A check run with annotations. Wants checks: write.', default: 'true', choices: yesOrNo },
  {
    name: 'sarif',
    says: 'file writes a SARIF file; upload also sends it to code scanning, which wants security-events: write.',
    default: 'none',
    choices: ['none', 'file', 'upload'],
  },
  {
    name: 'allow-new-suppressions',
    says: 'Lets suppressions count that a pull request itself adds. They are shown in any case.',
    default: 'false',
    choices: yesOrNo,
  },
];

export const outputRows: readonly { readonly name: OutputName; readonly says: string }[] = [
  { name: 'findings', says: 'How many keys were found that nothing suppresses.' },
  { name: 'active', says: 'How many keys are verified active.' },
  { name: 'report-path', says: 'The result in JSON (keyturn/findings@1).' },
  { name: 'sarif-path', says: 'The SARIF file; empty where none was asked for.' },
  { name: 'coverage', says: 'complete, or incomplete where not all could be searched.' },
];
