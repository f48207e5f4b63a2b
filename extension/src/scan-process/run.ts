/** One scan in a process of its own: the editor never waits for it, and ends it by ending the process. */
import { availableParallelism } from 'node:os';
import { CONFIG_NAME, filterOf, markBaseline, markSuppressed, narrow, readBaseline, readInTree } from '@keyturn/config';
import type { Config } from '@keyturn/config';
import { readTreeConfig } from '@keyturn/config/load';
import { loadFormatter } from '@keyturn/report';
import { KeyturnError } from '@keyturn/scanner';
import type { ScanResult } from '@keyturn/scanner';
import { scanHistory } from '@keyturn/scanner/git';
import { findWorkTree, scanFiles } from '@keyturn/scanner/node';
import type { ScanMessage, ScanRequest } from './protocol.ts';

declare const __KEYTURN_VERSION__: string;

/** Of the machine's threads, the editor keeps half. */
const SHARE = 2;
const TOLD_EVERY = 100;

/** Scans, tells its result to the parent and lets the process end. */
export async function run(request: ScanRequest): Promise<void> {
  try {
    tell(await scanned(request));
  } catch (error) {
    if (!(error instanceof KeyturnError)) throw error;
    tell({ type: 'failure', message: error.message });
  }
  process.disconnect();
}

async function scanned({ kind, path }: ScanRequest): Promise<ScanMessage> {
  const started = performance.now();
  const root = findWorkTree(path) ?? path;
  const text = readInTree(root, CONFIG_NAME);
  const config = text === undefined ? undefined : readTreeConfig(text, CONFIG_NAME);
  const result = kind === 'history' ? await history(path) : await files(path, root, config);
  const narrowed = narrow(result, config, kind === 'workspace');
  const baseline = readBaseline(root, null, config?.baseline ?? null);
  const isWholeTree = kind === 'workspace' && path === root;
  const notices = [
    ...markSuppressed(result.findings, config, new Date()),
    ...markBaseline(result, baseline, isWholeTree),
  ];
  let html = '';
  (await loadFormatter('html')).write(
    {
      result,
      tool: { name: 'keyturn', version: __KEYTURN_VERSION__ },
      elapsedMs: performance.now() - started,
      notices: [...(config?.notices ?? []), ...notices],
      narrowed,
    },
    (piece) => (html += piece),
  );
  const open = result.findings.filter(({ suppressed }) => suppressed === null).length;
  return { type: 'result', open, complete: result.coverage.complete, html };
}

const threads = (): number => Math.max(1, Math.floor(availableParallelism() / SHARE));

function files(path: string, anchor: string, config: Config | undefined): Promise<ScanResult> {
  return scanFiles({
    paths: [path],
    fingerprintKey: null,
    threads: threads(),
    noIgnore: false,
    ...filterOf(config, anchor),
    onProgress: ({ files: done }) => progress(done, null),
  });
}

function history(path: string): Promise<ScanResult> {
  return scanHistory({
    path,
    fingerprintKey: null,
    threads: threads(),
    onProgress: ({ objects, totalObjects }) => progress(objects, totalObjects),
  });
}

let told = 0;
function progress(done: number, total: number | null): void {
  const now = performance.now();
  if (now - told < TOLD_EVERY) return;
  told = now;
  tell({ type: 'progress', done, total });
}

function tell(message: ScanMessage): void {
  process.send?.(message);
}
