/** Runs the bundle as GitHub's runner does: by action.yml, with files for events, outputs and the summary. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The checkout: of this module's folder, or of what it was bundled into. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Manifest {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export interface Job {
  readonly workspace: string;
  readonly eventName: string;
  readonly event: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly sha?: string;
  readonly ref?: string;
  readonly repository?: string;
  readonly serverUrl?: string;
  readonly apiUrl?: string;
  /** What stands for `github.token`. */
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

export interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface JobResult {
  readonly code: number | null;
  readonly commands: readonly Command[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The result in JSON; null where there is none. */
  readonly report: string | null;
  /** Everything that anybody can see. */
  readonly log: string;
  /** Milliseconds to the first line. */
  readonly firstLineMs: number;
}

export async function runJob(job: Job): Promise<JobResult> {
  const manifest = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Manifest;
  for (const name of Object.keys(job.inputs ?? {})) {
    if (!(name in manifest.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  const inputs = Object.entries(manifest.inputs).map(([name, { default: usual = '' }]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    job.inputs?.[name] ?? usual.replace('${{ github.token }}', job.token ?? ''),
  ]);
  const temp = mkdtempSync(join(tmpdir(), 'keyturn-runner-'));
  const file = (name: string, text = ''): string => {
    writeFileSync(join(temp, name), text);
    return join(temp, name);
  };
  const files = { output: file('output'), summary: file('summary') };
  const env = {
    PATH: process.env['PATH'],
    HOME: temp,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: job.eventName,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(job.event)),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_SERVER_URL: job.serverUrl ?? 'http://127.0.0.1:9',
    GITHUB_API_URL: job.apiUrl ?? 'http://127.0.0.1:9',
    GITHUB_REPOSITORY: job.repository ?? 'octo/app',
    GITHUB_SHA: job.sha ?? '',
    GITHUB_REF: job.ref ?? '',
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_RUN_ID: '1',
    RUNNER_TEMP: temp,
    RUNNER_OS: 'Linux',
    ...(Object.fromEntries(inputs) as Record<string, string>),
    ...job.env,
  };
  const started = performance.now();
  const child = spawn(job.node ?? process.execPath, [join(root, manifest.runs.main)], { env, cwd: job.workspace });
  let log = '';
  let firstLineMs = Number.NaN;
  const take = (text: string): void => {
    if (log === '') firstLineMs = performance.now() - started;
    log += text;
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const [code] = (await once(child, 'close')) as [number | null];
  const outputs = outputsOf(readFileSync(files.output, 'utf8'));
  for (const name of Object.keys(outputs)) {
    if (!(name in manifest.outputs)) throw new Error(`action.yml has no output ${name}`);
  }
  const summary = readFileSync(files.summary, 'utf8');
  const report = outputs['report-path'] === undefined ? null : readFileSync(outputs['report-path'], 'utf8');
  rmSync(temp, { recursive: true });
  return { code, commands: commandsOf(log), outputs, summary, report, log, firstLineMs };
}

function outputsOf(text: string): Record<string, string> {
  const found = text.matchAll(/^(?<name>.+?)<<(?<mark>ghadelimiter_\S+)\n(?<value>[\s\S]*?)\n\k<mark>$/gm);
  return Object.fromEntries([...found].map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']));
}

/** As the runner reads them: a line that begins with `::`, or `##[` anywhere. */
function commandsOf(log: string): Command[] {
  return log.split('\n').flatMap((line): Command[] => {
    const old = /##\[(?<command>[\w-]+)/.exec(line)?.groups;
    if (old !== undefined) return [{ command: `##${old['command'] ?? ''}`, properties: {}, message: line }];
    const groups = /^\s*::(?<command>[\w-]+)(?: (?<list>[^:]*))?::(?<message>.*)$/.exec(line)?.groups;
    if (groups === undefined) return [];
    const properties = (groups['list'] ?? '')
      .split(',')
      .filter((one) => one !== '')
      .map((one): [string, string] => [one.slice(0, one.indexOf('=')), unescape(one.slice(one.indexOf('=') + 1))]);
    const { command = '', message = '' } = groups;
    return [{ command, properties: Object.fromEntries(properties), message: unescape(message) }];
  });
}

function unescape(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
