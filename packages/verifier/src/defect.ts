import { KeyturnError, maskRuns, printable } from '@keyturn/scanner';

/**
 * A failure that nobody foresaw, fit to be shown: without its cause, its values and the key, which are all that a report
 * could leak. What it was is told by its class and by where it was thrown.
 */
export function redactedDefect(error: unknown, keys: readonly string[]): KeyturnError {
  const clean = (text: string): string =>
    maskRuns(printable(keys.reduce((left, key) => left.replaceAll(key, '…'), text)));
  const name = error instanceof Error ? error.name : typeof error;
  const message = error instanceof Error ? error.message : '';
  const defect = new KeyturnError(
    'verification',
    `Verification failed in a way that is not foreseen (${clean(name)}: ${clean(message)}). Please report it.`,
  );
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  defect.stack = `${defect.name}: ${defect.message}\n${frames.map(clean).join('\n')}`;
  return defect;
}
