/** What is wrong with a `keyturn.yaml`, while it is written: in our own words, whatever else checks YAML here. */
import { CONFIG_NAME } from '@keyturn/config';
import * as vscode from 'vscode';
import type { configurationProblems as ConfigurationProblems } from '../on-demand/configuration-problems.ts';

/** Milliseconds after a keystroke. */
const DELAY = 300;
const PAGE = 'https://github.com/keyturn/keyturn/blob/main/docs/configuration.md';
/** The tree's, and the user's own, `keyturn/config.yaml`. */
const NAMES = /(?:^|\/)(?:keyturn\.yaml|keyturn\/config\.yaml)$/;

export function showConfigurationProblems(): vscode.Disposable {
  const { workspace } = vscode;
  const diagnostics = vscode.languages.createDiagnosticCollection('keyturn-configuration');
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const check = async (document: vscode.TextDocument): Promise<void> => {
    const { configurationProblems } = await import('../on-demand/configuration-problems.ts');
    if (!document.isClosed) diagnostics.set(document.uri, problemsOf(document, configurationProblems));
  };
  const schedule = (document: vscode.TextDocument, delay: number): void => {
    if (!NAMES.test(document.uri.path)) return;
    const name = document.uri.toString();
    clearTimeout(timers.get(name));
    const timer = setTimeout(() => void check(document), delay);
    timers.set(name, timer);
  };
  const forget = ({ uri }: vscode.TextDocument): void => {
    clearTimeout(timers.get(uri.toString()));
    timers.delete(uri.toString());
    diagnostics.delete(uri);
  };
  for (const document of workspace.textDocuments) schedule(document, 0);
  return vscode.Disposable.from(
    diagnostics,
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(({ document }) => schedule(document, DELAY)),
    workspace.onDidCloseTextDocument(forget),
    {
      dispose: () => {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    },
  );
}

function problemsOf(document: vscode.TextDocument, problemsIn: typeof ConfigurationProblems): vscode.Diagnostic[] {
  const isOwn = !document.uri.path.endsWith(`/${CONFIG_NAME}`);
  return problemsIn(document.getText(), isOwn).map(({ line, column, message, isPassedOver }) => {
    const start = document.validatePosition(new vscode.Position(line - 1, column - 1));
    const word = document.getWordRangeAtPosition(start);
    const range = word ?? new vscode.Range(start, document.lineAt(start.line).range.end);
    const severity = isPassedOver ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
    const diagnostic = new vscode.Diagnostic(range, message, severity);
    diagnostic.source = 'Keyturn';
    diagnostic.code = { value: CONFIG_NAME, target: vscode.Uri.parse(PAGE) };
    return diagnostic;
  });
}
