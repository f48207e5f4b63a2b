/** A move's edits in all of its files, as one change that one undo takes back. */
import * as vscode from 'vscode';
import { appended, coversDotenv, variablesOf } from '../environment/dotenv.ts';
import { planMove } from '../environment/move.ts';
import type { Advice, DocumentEdit, Move } from '../environment/move.ts';
import type { KeyPlace } from './documents.ts';
import { readText, workspacePath } from './folders.ts';
import type { Folders } from './folders.ts';
import type { FixedFile } from './taken-back.ts';

/** The text that keys are moved out of. */
export interface MoveSource {
  readonly uri: vscode.Uri;
  readonly languageId: string;
  readonly text: string;
}

export interface PlannedMoves {
  readonly moves: readonly Move[];
  /** Of the text; each once, and none overlap. */
  readonly edits: readonly DocumentEdit[];
  /** Why some keys stay. */
  readonly advice: readonly Advice[];
  /** Adds what the other files get. */
  readonly addToFiles: (edit: vscode.WorkspaceEdit) => void;
  /** What is changed beside the document and was there before: saved then, for the program reads it from the disk. */
  readonly beside: readonly FixedFile[];
  /** The file that cannot be written: then nothing is moved, for a key would be nowhere. */
  readonly locked: vscode.Uri | null;
}

/** All moves of a document as one change. @returns null where it has no folder to hold a `.env` */
export async function editForMoves(
  document: vscode.TextDocument,
  places: readonly KeyPlace[],
  folders: Folders,
): Promise<(PlannedMoves & { readonly edit: vscode.WorkspaceEdit }) | null> {
  const { uri, languageId } = document;
  const planned = await planMoves({ uri, languageId, text: document.getText() }, places, folders);
  if (planned === null) return null;
  const edit = new vscode.WorkspaceEdit();
  for (const { line, from, to, text } of planned.edits) {
    edit.replace(uri, new vscode.Range(line, from, line, to), text);
  }
  planned.addToFiles(edit);
  return { ...planned, edit };
}

/** @returns null where the text has no folder to hold a `.env` */
export async function planMoves(
  { uri, languageId, text }: MoveSource,
  places: readonly Pick<KeyPlace, 'finding' | 'occurrence'>[],
  folders: Folders,
): Promise<PlannedMoves | null> {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (folder === undefined) return null;
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  const [dotenv, example, gitignore, manifest, isCovered] = await Promise.all([
    readText(file('.env')),
    readText(file('.env.example')),
    readText(file('.gitignore')),
    readText(file('package.json')),
    folders.isIgnoredNow(file('.env')),
  ]);
  const variables = new Map(variablesOf(dotenv ?? ''));
  const names = new Set(variablesOf(example ?? '').keys());
  const dependencies = dependenciesOf(manifest);
  const path = workspacePath(uri) ?? uri.path;
  const edits = new Map<string, DocumentEdit>();
  const moves: Move[] = [];
  const advice: Advice[] = [];
  let newValues = '';
  let newNames = '';
  for (const { finding, occurrence } of places) {
    const move = planMove({ finding, occurrence, path, languageId, text, variables, dependencies });
    if ('advice' in move) {
      advice.push(move.advice);
      continue;
    }
    moves.push(move);
    for (const one of move.edits) edits.set(`${one.line} ${one.from} ${one.text}`, one);
    const { dotenvName } = move;
    if (dotenvName === null) continue;
    const value = finding.secret.reveal();
    if (variables.get(dotenvName) !== value) {
      newValues += appended((dotenv ?? '') + newValues, `${dotenvName}=${value}`);
    }
    if (!names.has(dotenvName)) newNames += appended((example ?? '') + newNames, `${dotenvName}=`);
    variables.set(dotenvName, value);
    names.add(dotenvName);
  }
  const needsIgnore = newValues !== '' && !isCovered && !coversDotenv(gitignore ?? '');
  const additions = [
    { name: '.env', before: dotenv, more: newValues },
    { name: '.env.example', before: example, more: newNames },
    { name: '.gitignore', before: gitignore, more: needsIgnore ? appended(gitignore ?? '', '.env') : '' },
  ].filter(({ more }) => more !== '');
  const addToFiles = (edit: vscode.WorkspaceEdit): void => {
    for (const { name, before, more } of additions) add(edit, file(name), before, more);
  };
  const beside = additions.flatMap(({ name, before, more }): FixedFile[] =>
    before === null ? [] : [{ uri: file(name), before, after: before + more }],
  );
  const changed = [uri, ...additions.map(({ name }) => file(name))];
  const isLocked = await Promise.all(changed.map((one) => folders.isReadOnly(one)));
  const locked = changed[isLocked.indexOf(true)] ?? null;
  return { moves, edits: [...edits.values()], advice, addToFiles, beside, locked };
}

/** Saves what an edit has left unsaved; files that it has made are saved by being made. */
export async function saveAll(files: readonly FixedFile[]): Promise<void> {
  const changed = new Set(files.map(({ uri }) => String(uri)));
  const documents = vscode.workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && changed.has(String(uri)));
  await Promise.all(documents.map((document) => document.save()));
}

/** Adds to a file's end, and makes the file where there is none. */
export function add(edit: vscode.WorkspaceEdit, uri: vscode.Uri, before: string | null, more: string): void {
  if (more === '') return;
  if (before === null) {
    edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(more) });
    return;
  }
  const lines = before.split(/\r\n|\r|\n/);
  edit.insert(uri, new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0), more);
}

function dependenciesOf(manifest: string | null): ReadonlySet<string> {
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest ?? '{}') as Record<string, object>;
    return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  } catch {
    return new Set();
  }
}
