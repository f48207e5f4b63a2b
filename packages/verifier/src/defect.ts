import { KeyturnError } from '@keyturn/scanner';
import { withoutKey } from './refusal.ts';

/**
 * A failure that nobody foresaw, fit to be shown: its class and where it was thrown. Its message, its cause and its
 * properties are left behind, as a library's error may hold the request, and with it the key in any encoding.
 */
export function redactedDefect(error: unknown, key: string): KeyturnError {
  const name = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : typeof error;
  const defect = new KeyturnError(
    'verification',
    `Verification failed in a way that is not foreseen (${name}). Please report it.`,
  );
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at \S/.test(line) && /:\d+:\d+\)?$/.test(line));
  defect.stack = `${defect.name}: ${defect.message}\n${withoutKey(frames.join('\n'), key)}`;
  return defect;
}
