import { failOnChoices, isFailOn } from '@keyturn/config';
import { KeyturnError, printable } from '@keyturn/scanner';
import { inputRows } from './table.ts';
import type { InputName } from './table.ts';

export interface Inputs {
  /** Empty: no request can be made with one. */
  readonly token: string;
  readonly scan: 'event' | 'tree' | 'history';
  readonly path: string;
  /** Null: the usual name, where it is there. */
  readonly config: string | null;
  readonly baseline: string | null;
  readonly verify: boolean;
  readonly failOn: string;
  readonly comment: boolean;
  readonly checkRun: boolean;
  readonly sarif: 'none' | 'file' | 'upload';
  readonly allowNewSuppressions: boolean;
}

/**
 * Reads the inputs as the runner passes them: `INPUT_FAIL-ON` and so on. What is not there, or empty, has its default.
 *
 * @throws KeyturnError `usage` with the input's name and what it may be
 */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const read = (name: InputName): string => {
    const row = inputRows.find((one) => one.name === name);
    const given = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
    const usual = row?.default.startsWith('${{') === true ? '' : (row?.default ?? '');
    const value = given === '' ? usual : given;
    if (row?.choices !== undefined && !row.choices.includes(value)) throw wrong(name, value, row.choices.join(', '));
    return value;
  };
  const failOn = read('fail-on');
  if (!isFailOn(failOn)) throw wrong('fail-on', failOn, failOnChoices);
  return {
    token: read('token'),
    scan: read('scan') as Inputs['scan'],
    path: read('path'),
    config: pathOf('config', read('config')),
    baseline: pathOf('baseline', read('baseline')),
    verify: read('verify') === 'true',
    failOn,
    comment: read('comment') === 'true',
    checkRun: read('check-run') === 'true',
    sarif: read('sarif') as Inputs['sarif'],
    allowNewSuppressions: read('allow-new-suppressions') === 'true',
  };
}

/** A path in the repository, since it is read from a commit. */
function pathOf(name: InputName, text: string): string | null {
  if (text === '') return null;
  const path = text.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..')) {
    throw wrong(name, text, 'a path in the repository, relative to its top');
  }
  return path;
}

function wrong(name: InputName, value: string, allowed: string): KeyturnError {
  return new KeyturnError('usage', `The input ${name} takes ${allowed}, not ${printable(value)}.`);
}
