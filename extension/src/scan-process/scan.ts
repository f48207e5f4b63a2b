/** One scan, with all that counts for the same scan on the command line. */
import { availableParallelism, constants, setPriority } from 'node:os';
import { filterOf, markBaseline, markSuppressed, narrow } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { baselineAt, configurationAt, customRulesAt, rootOf } from '@keyturn/config/find';
import { loadFormatter } from '@keyturn/report';
import type { ScanResult } from '@keyturn/scanner';
import { scanHistory, scanStaged } from '@keyturn/scanner/git';
import { scanFiles } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import type { ProcessMessage, ScanRequest } from './protocol.ts';

declare const __KEYTURN_VERSION__: string;

const TOLD_EVERY = 100;

type Tell = (message: ProcessMessage) => void;

/** @throws KeyturnError as the sources, and for a configuration that is broken */
export async function scanned({ kind, path }: ScanRequest, tell: Tell): Promise<ProcessMessage> {
  const started = performance.now();
  makeWay();
  const root = rootOf([path]);
  const config = await configurationAt(root);
  const passedOver = [...(config?.notices ?? [])];
  const custom = await customRulesAt(root, config, (sentence) => passedOver.push(sentence));
  const result = await sourceOf(kind, path, root, config, {
    progress: meter(tell),
    added: custom === undefined ? {} : { custom },
  });
  const narrowed = narrow(result, config, kind === 'workspace');
  const baseline = baselineAt(root, config);
  const isWholeTree = kind === 'workspace' && path === root;
  const notices = [
    ...passedOver,
    ...markSuppressed(result.findings, config, new Date()),
    ...markBaseline(result, baseline, isWholeTree),
  ];
  const report = {
    result,
    tool: { name: 'keyturn' as const, version: __KEYTURN_VERSION__ },
    elapsedMs: performance.now() - started,
    notices,
    narrowed,
    ...(custom !== undefined && { providers: custom.providers }),
  };
  const written = async (format: 'html' | 'json'): Promise<string> => {
    let text = '';
    (await loadFormatter(format)).write(report, (piece) => (text += piece));
    return text;
  };
  const open = result.findings.filter(({ suppressed }) => suppressed === null).length;
  const { complete } = result.coverage;
  return { type: 'result', open, complete, json: await written('json'), html: await written('html') };
}

/** A scan takes all threads, and none of them before what the user does: those that it starts inherit this. */
function makeWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids even this: then it is a process like others.
  }
}

interface Surroundings {
  readonly progress: (done: number, total: number | null) => void;
  readonly added: { readonly custom?: CustomRules };
}

function sourceOf(
  kind: ScanRequest['kind'],
  path: string,
  root: string,
  config: Config | undefined,
  surroundings: Surroundings,
): Promise<ScanResult> {
  if (kind === 'staged') return scanStaged({ path, fingerprintKey: null, ...surroundings.added });
  return kind === 'history' ? history(path, surroundings) : files(path, root, config, surroundings);
}

function files(
  path: string,
  anchor: string,
  config: Config | undefined,
  { progress, added }: Surroundings,
): Promise<ScanResult> {
  return scanFiles({
    ...added,
    paths: [path],
    fingerprintKey: null,
    threads: availableParallelism(),
    noIgnore: false,
    ...filterOf(config, anchor),
    onProgress: ({ files: done }) => progress(done, null),
  });
}

function history(path: string, { progress, added }: Surroundings): Promise<ScanResult> {
  return scanHistory({
    ...added,
    path,
    fingerprintKey: null,
    threads: availableParallelism(),
    onProgress: ({ objects, totalObjects }) => progress(objects, totalObjects),
  });
}

/** A few times a second, and no oftener. */
function meter(tell: Tell): (done: number, total: number | null) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < TOLD_EVERY) return;
    told = now;
    tell({ type: 'progress', done, total });
  };
}
