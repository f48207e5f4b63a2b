/** One run of the action, from the runner's environment to the exit code. */
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { failsOn, narrow } from '@keyturn/config';
import { KeyturnError } from '@keyturn/scanner';
import { openRepository, runGit } from '@keyturn/scanner/git';
import type { Repository } from '@keyturn/scanner/git';
import { compileCustomRules } from '@keyturn/scanner/node';
import { CommitFiles } from './commits/commit-files.ts';
import { listCommits } from './commits/list-commits.ts';
import type { CommitList } from './commits/list-commits.ts';
import { Remote } from './commits/remote.ts';
import { readEvent } from './event/event.ts';
import type { Event } from './event/event.ts';
import { readInputs } from './inputs/read-inputs.ts';
import type { Inputs } from './inputs/read-inputs.ts';
import { Log } from './log.ts';
import { annotationsOf } from './outcome/annotations.ts';
import { prepareToPublish, publish } from './outcome/publish.ts';
import { positionsAt } from './outcome/positions.ts';
import { rulesAt, settingsAt } from './rules/settings.ts';
import { suppress } from './rules/suppress.ts';
import { readRunner } from './runner.ts';
import type { Runner } from './runner.ts';
import { prefixOf, scanTarget } from './scan-target.ts';
import type { Target } from './scan-target.ts';
import { refusalToVerify, verify } from './verification.ts';
import { version } from './version.ts';

/** @returns the exit code: 0, or 1 for anything that must not be merged */
export async function run(env: NodeJS.ProcessEnv): Promise<number> {
  const log = new Log((text) => process.stdout.write(text));
  try {
    return await look(env, log);
  } catch (error) {
    if (error instanceof KeyturnError) {
      log.annotate('error', 'Keyturn could not look', error.message);
    } else {
      log.annotate(
        'error',
        'Keyturn failed',
        'This is a defect of Keyturn: nothing can be said. Please report it with these lines.',
      );
      for (const line of String(error instanceof Error ? error.stack : error).split('\n')) log.line(`| ${line}`);
    }
    return 1;
  }
}

async function look(env: NodeJS.ProcessEnv, log: Log): Promise<number> {
  const started = performance.now();
  const runner = readRunner(env);
  const inputs = readInputs(env);
  const event = readEvent(runner, inputs.scan === 'event');
  log.line(`Keyturn ${version}: ${event.label}`);
  if (event.brought === 'deleted' && inputs.scan === 'event') {
    log.annotate('notice', 'Keyturn', 'The ref was deleted: there is nothing to scan.');
  }
  prepareToPublish(inputs);
  const notices: string[] = [];
  const notice = (sentence: string): void => void notices.push(sentence);
  const now = clockOf(env);
  const path = pathOf(runner, inputs);
  trust([runner.workspace, path]);
  const repository = await openRepository(path);
  const plan = await planOf(event, runner, inputs, repository);
  plan.notices.forEach(notice);

  const fingerprintKey = env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  const files = new CommitFiles(repository.top, fingerprintKey);
  const [head, base] = await Promise.all([
    settingsAt(files, plan.commit, inputs, event.isProposal),
    event.isProposal ? settingsAt(files, plan.base, inputs, true) : null,
  ]);
  const settings = base ?? head;
  for (const sentence of settings.config?.notices ?? []) notice(sentence);
  const ruleCommit = event.isProposal ? plan.base : plan.commit;
  const { custom, notices: ofRules } = await rulesAt(files, ruleCommit, settings.config);
  ofRules.forEach(notice);
  files.use(await compileCustomRules(custom));

  const result = await scanTarget(plan.target, {
    repository,
    path,
    config: settings.config,
    custom,
    fingerprintKey,
    onNotice: notice,
  });
  const narrowed = narrow(result, settings.config, plan.target.kind === 'tree');
  const { prefix } = prefixOf(repository, path);
  const rootPrefix = plan.target.kind === 'tree' ? prefix : '';
  const proposal = {
    head,
    base: plan.base,
    files,
    prefix: rootPrefix,
    mayAdd: inputs.allowNewSuppressions,
  };
  const { added, notices: ofMarks } = await suppress(
    result.findings,
    settings,
    now(),
    event.isProposal ? proposal : null,
  );
  ofMarks.forEach(notice);
  if (inputs.verify) {
    const refusal = refusalToVerify(event);
    if (refusal === null) {
      notice('verify: keys that were found were sent to their providers.');
      await verify(result.findings, now, version);
    } else notice(refusal);
  }
  const positions = await positionsAt(result, plan.commit, files);
  const fails = result.findings.some(
    (finding) => finding.validity.state === 'active' || failsOn(finding, inputs.failOn),
  );
  await publish({
    log,
    runner,
    inputs,
    event,
    notices,
    added,
    fails,
    report: {
      result,
      tool: { name: 'keyturn', version },
      elapsedMs: performance.now() - started,
      notices,
      narrowed,
      ...(custom !== undefined && { providers: custom.providers }),
    },
    positions,
    annotations: annotationsOf(positions, rootPrefix),
  });
  return fails || !result.coverage.complete ? 1 : 0;
}

interface Plan extends Omit<CommitList, 'ids'> {
  readonly target: Target;
  /** The commit that people look at. */
  readonly commit: string;
}

async function planOf(event: Event, runner: Runner, inputs: Inputs, repository: Repository): Promise<Plan> {
  const cwd = repository.top;
  const remote = new Remote(cwd, runner, inputs.token);
  const isHistory = inputs.scan === 'history';
  if (isHistory && repository.isShallow) {
    const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
    await remote.fetch(['--unshallow'], all);
  }
  const headOf = async (): Promise<string> =>
    (await runGit(['rev-parse', '--verify', 'HEAD'], { cwd })).toString('latin1').trim();
  const kind = isHistory ? 'history' : 'tree';
  if (event.brought === 'deleted') {
    const head = await headOf();
    const target: Target = inputs.scan === 'event' ? { kind: 'commits', ids: [] } : { kind };
    return { target, commit: head, base: head, notices: [] };
  }
  if (event.brought === null || (inputs.scan !== 'event' && !event.isProposal)) {
    const head = await headOf();
    return { target: { kind }, commit: head, base: head, notices: [] };
  }
  const { ids, base, notices } = await listCommits(repository, event.brought, {
    remote,
    defaultBranch: event.defaultBranch,
    ref: event.ref,
  });
  if (inputs.scan !== 'event') {
    return { target: { kind }, commit: isHistory ? event.brought.head : await headOf(), base, notices };
  }
  return { target: { kind: 'commits', ids }, commit: event.brought.head, base, notices };
}

/** @throws KeyturnError `usage` where the input leads out of the workspace, or nowhere */
function pathOf({ workspace }: Runner, inputs: Inputs): string {
  const wrong = (): KeyturnError =>
    new KeyturnError('usage', 'The input path takes a folder in the workspace that holds a checked-out repository.');
  try {
    const root = realpathSync(workspace);
    const path = realpathSync(resolve(root, inputs.path));
    if (relative(root, path).split(/[/\\]/)[0] === '..' || resolve(relative(root, path)) === relative(root, path)) {
      throw wrong();
    }
    return path;
  } catch (error) {
    throw error instanceof KeyturnError ? error : wrong();
  }
}

/** In a container's job the workspace belongs to another user, whom git would not trust. The user named it. */
function trust(folders: readonly string[]): void {
  const { env } = process;
  let count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  for (const folder of new Set(folders.map((one) => realpathSync(one)))) {
    env[`GIT_CONFIG_KEY_${count}`] = 'safe.directory';
    env[`GIT_CONFIG_VALUE_${count}`] = folder;
    count++;
  }
  env['GIT_CONFIG_COUNT'] = String(count);
}

/** KEYTURN_NOW stands in for the clock. @throws KeyturnError `usage` */
function clockOf(env: NodeJS.ProcessEnv): () => Date {
  const given = env['KEYTURN_NOW'] ?? '';
  if (given === '') return () => new Date();
  const instant = new Date(given);
  if (Number.isNaN(instant.getTime())) {
    throw new KeyturnError('usage', 'KEYTURN_NOW is no instant. Write it as 2026-03-01T00:00:00Z.');
  }
  return () => instant;
}
