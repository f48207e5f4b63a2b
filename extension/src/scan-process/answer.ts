/** One request in a process of its own: the editor never waits for it, and ends it by ending the process. */
import { KeyturnError } from '@keyturn/scanner';
import type { ProcessMessage, ProcessRequest } from './protocol.ts';

/** Does what is asked, tells its result to the parent and lets the process end. */
export async function answer(request: ProcessRequest): Promise<void> {
  const tell = (message: ProcessMessage): void => void process.send?.(message);
  try {
    if (request.kind === 'verify') tell(await (await import('./verify.ts')).verified(request));
    else tell(await (await import('./scan.ts')).scanned(request, tell));
  } catch (error) {
    if (!(error instanceof KeyturnError)) throw error;
    tell({ type: 'failure', message: error.message });
  }
  process.disconnect();
}
