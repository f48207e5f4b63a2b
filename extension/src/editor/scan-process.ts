/** The editor's side of the process that scans and asks: one request, one answer, and an end to it when it is cancelled. */
import { fork } from 'node:child_process';
import * as vscode from 'vscode';
import type { ProcessMessage, ProcessRequest } from '../scan-process/protocol.ts';

type Answer = Exclude<ProcessMessage, { type: 'progress' | 'failure' }>;

export interface AskOptions {
  readonly onProgress?: (done: number, total: number | null) => void;
  readonly cancellation?: vscode.CancellationToken;
}

/** A sentence for the user. */
export class ProcessFailure extends Error {}

export class ScanProcess {
  readonly #file: string;

  constructor({ extensionUri }: vscode.ExtensionContext) {
    this.#file = vscode.Uri.joinPath(extensionUri, 'scan.mjs').fsPath;
  }

  /**
   * @returns undefined where it was cancelled
   * @throws ProcessFailure with what to say, where there is no answer of the kind that the request wants
   */
  async ask<K extends Answer['type']>(
    request: ProcessRequest,
    kind: K,
    { onProgress, cancellation }: AskOptions = {},
  ): Promise<Extract<Answer, { type: K }> | undefined> {
    const child = fork(this.#file, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const stop = cancellation?.onCancellationRequested(() => child.kill());
    try {
      return await new Promise((resolve, reject) => {
        let answer: ProcessMessage | undefined;
        let failure: string | undefined;
        child.on('message', (raw) => {
          const message = raw as ProcessMessage;
          if (message.type === 'progress') onProgress?.(message.done, message.total);
          else answer = message;
        });
        child.on('error', (error) => (failure = error.message));
        child.on('close', (code) => {
          if (cancellation?.isCancellationRequested === true) resolve(undefined);
          else if (answer?.type === kind) resolve(answer as Extract<Answer, { type: K }>);
          else {
            const said = answer?.type === 'failure' ? answer.message : failure;
            reject(new ProcessFailure(said ?? vscode.l10n.t('the scan ended early ({0}).', code ?? -1)));
          }
        });
        child.send(request);
      });
    } finally {
      stop?.dispose();
    }
  }
}
