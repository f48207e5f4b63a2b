/** The open documents: each with its session, searched again a moment after it has changed. */
import { PortablePrefilter, Scanner, WasmPrefilter, compileRules } from '@keyturn/scanner';
import { providers, rivals } from '@keyturn/providers';
import type { Finding, Occurrence, Prefilter, RuleSet } from '@keyturn/scanner';
import type { CompiledCustomRules } from '@keyturn/scanner/node';
import { DocumentSession } from '@keyturn/scanner/session';
import * as vscode from 'vscode';
import { messageOf, rulePage } from '../findings/describe.ts';
import { gradeOf } from '../findings/grade.ts';
import { isLookedAt, judgeDocument } from '../findings/judge-document.ts';
import type { Verdicts } from '../verification/verdicts.ts';
import { workspacePath } from './folders.ts';
import type { Folders } from './folders.ts';

const SOURCE = 'Keyturn';

/** A key where it stands in a document. */
export interface KeyPlace {
  readonly finding: Finding;
  readonly occurrence: Occurrence;
  readonly range: vscode.Range;
}

export interface SearchedDocument {
  readonly document: vscode.TextDocument;
  readonly places: readonly KeyPlace[];
  /** Whether git ignores its file. */
  readonly isIgnored: boolean;
}

interface Entry {
  session: { readonly of: DocumentSession; readonly scanner: Scanner; readonly path: string | null } | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** The newest search, and its number. */
  running: Promise<readonly KeyPlace[]> | undefined;
  turn: number;
  findings: readonly Finding[];
  isIgnored: boolean;
}

/** Neither somebody's text nor a place where a key could leak from: panels, and the left side of a diff. */
const PASSED_OVER = new Set([
  'output',
  'debug',
  'git',
  'gitfs',
  'vscode',
  'vscode-settings',
  'vscode-local-history',
  'comment',
  'walkThrough',
  'walkThroughSnippet',
  'chat-editing-text-model',
]);
const DEBOUNCE = 200;
const LONGEST_DEBOUNCE = 5000;
const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

export class Documents implements vscode.Disposable {
  readonly #folders: Folders;
  readonly #verdicts: Verdicts;
  readonly #entries = new Map<string, Entry>();
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('keyturn');
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #told = new vscode.EventEmitter<SearchedDocument>();
  readonly #disposables: vscode.Disposable[] = [this.#diagnostics, this.#changed, this.#told];
  /** By what a configuration adds to our own rules: most folders share the one of those that add nothing. */
  readonly #scanners = new WeakMap<CompiledCustomRules, Scanner>();
  #scanner: Scanner | undefined;

  /** After every search, and when a document is closed. */
  readonly onDidChange: vscode.Event<void> = this.#changed.event;
  /** After every search, with the keys that are shown. */
  readonly onDidSearch: vscode.Event<SearchedDocument> = this.#told.event;

  constructor(folders: Folders, verdicts: Verdicts) {
    this.#folders = folders;
    this.#verdicts = verdicts;
  }

  /** Begins to listen; the documents that are open already are searched when the editor has a moment. */
  start(): void {
    const { workspace } = vscode;
    this.#disposables.push(
      this.#folders.onDidChange(() => this.searchAll()),
      workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('keyturn')) this.searchAll();
      }),
    );
    this.searchAll();
  }

  /** Keys that nothing suppresses, in documents that are open. */
  open(): { readonly uri: vscode.Uri; readonly places: readonly KeyPlace[] }[] {
    return vscode.workspace.textDocuments.flatMap((document) => {
      const places = this.places(document);
      return places.length === 0 ? [] : [{ uri: document.uri, places }];
    });
  }

  /** The keys of a document as it was last searched, in order. */
  places(document: vscode.TextDocument): KeyPlace[] {
    const { findings = [] } = this.#entries.get(document.uri.toString()) ?? {};
    return findings
      .flatMap((finding) =>
        finding.occurrences
          .filter((occurrence) => occurrence.suppressed === null)
          .map((occurrence) => ({ finding, occurrence, range: rangeOf(occurrence) })),
      )
      .toSorted((a, b) => a.range.start.compareTo(b.range.start));
  }

  /** The keys of a document as it is now: it is searched first where a search is still to come. */
  async current(document: vscode.TextDocument): Promise<readonly KeyPlace[]> {
    const entry = this.#entries.get(document.uri.toString());
    if (entry === undefined) return [];
    return entry.timer === undefined ? (entry.running ?? this.places(document)) : this.search(document);
  }

  isIgnored(document: vscode.TextDocument): boolean {
    return this.#entries.get(document.uri.toString())?.isIgnored ?? false;
  }

  /** Searches a document now, so that what is offered fits its text as it is. */
  search(document: vscode.TextDocument): Promise<readonly KeyPlace[]> {
    if (document.isClosed) return Promise.resolve([]);
    const entry = this.#entryOf(document);
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.running = this.#searched(document, entry, ++entry.turn);
    return entry.running;
  }

  async #searched(document: vscode.TextDocument, entry: Entry, turn: number): Promise<readonly KeyPlace[]> {
    const { rules, path } = await this.#folders.rulesFor(document.uri);
    if (document.isClosed) return [];
    if (entry.turn !== turn) return entry.running ?? [];
    const { version } = document;
    const isLooked = isOn(document) && isLookedAt(rules, path);
    const sightings = isLooked ? this.#sessionOf(entry, document, this.scannerOf(rules.custom), path).sightings() : [];
    if (sightings.length === 0) {
      this.#publish(document, entry, [], false);
      return [];
    }
    const isIgnored = await this.#folders.isIgnored(document.uri);
    // Whoever asked gets the places of the text as it is by then, or changes what nobody meant.
    if (document.isClosed) return [];
    if (entry.turn !== turn) return entry.running ?? [];
    if (document.version !== version) return this.search(document);
    const { findings } = judgeDocument(sightings, path, rules, new Date());
    this.#verdicts.apply(findings);
    this.#publish(document, entry, findings, isIgnored);
    return this.places(document);
  }

  searchAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#schedule(document, 0);
  }

  dispose(): void {
    for (const { timer } of this.#entries.values()) clearTimeout(timer);
    this.#entries.clear();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #publish(document: vscode.TextDocument, entry: Entry, findings: readonly Finding[], isIgnored: boolean): void {
    entry.findings = findings;
    entry.isIgnored = isIgnored;
    const shown = vscode.workspace.getConfiguration('keyturn', document).get<string>('ignoredFiles');
    const places = isIgnored && shown === 'off' ? [] : this.places(document);
    this.#diagnostics.set(
      document.uri,
      places.map(({ finding, range }) => {
        const message = messageOf(finding, isIgnored, vscode.l10n.t);
        const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[gradeOf(finding, isIgnored)]);
        diagnostic.source = SOURCE;
        diagnostic.code = { value: finding.rule, target: vscode.Uri.parse(rulePage(finding.rule)) };
        return diagnostic;
      }),
    );
    this.#told.fire({ document, places, isIgnored });
    this.#changed.fire();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const entry = this.#entries.get(document.uri.toString());
    if (entry === undefined || contentChanges.length === 0) return;
    entry.session?.of.change(
      contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        text,
      })),
    );
    const delay = debounce();
    if (delay === 0) void this.search(document);
    else this.#schedule(document, delay);
  }

  #schedule(document: vscode.TextDocument, delay: number): void {
    if (PASSED_OVER.has(document.uri.scheme)) return;
    const entry = this.#entryOf(document);
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.search(document), delay);
  }

  #forget({ uri }: vscode.TextDocument): void {
    const entry = this.#entries.get(uri.toString());
    clearTimeout(entry?.timer);
    this.#entries.delete(uri.toString());
    this.#diagnostics.delete(uri);
    this.#changed.fire();
  }

  #entryOf({ uri }: vscode.TextDocument): Entry {
    const known = this.#entries.get(uri.toString());
    if (known !== undefined) return known;
    const entry: Entry = {
      session: null,
      timer: undefined,
      running: undefined,
      turn: 0,
      findings: [],
      isIgnored: false,
    };
    this.#entries.set(uri.toString(), entry);
    return entry;
  }

  /** What finds keys where a configuration adds these rules. */
  scannerOf(custom: CompiledCustomRules | null): Scanner {
    if (custom === null) return (this.#scanner ??= newScanner(null));
    const scanner = this.#scanners.get(custom) ?? newScanner(custom);
    this.#scanners.set(custom, scanner);
    return scanner;
  }

  #sessionOf(entry: Entry, document: vscode.TextDocument, scanner: Scanner, path: string | null): DocumentSession {
    const last = document.lineAt(document.lineCount - 1).range.end;
    const { session } = entry;
    // A change of line ends, for one, is told without saying what changed.
    const isCurrent = session?.scanner === scanner && session.path === path;
    if (isCurrent && session.of.length === document.offsetAt(last)) return session.of;
    entry.session = { of: new DocumentSession(scanner, document.getText(), { path }), scanner, path };
    return entry.session.of;
  }
}

/** Relative to the document's folder; null for what has no file. */
export function pathOf({ uri }: vscode.TextDocument): string | null {
  return workspacePath(uri);
}

/** In milliseconds. A settings file holds what somebody wrote, and not what the schema wants. */
function debounce(): number {
  const set = Number(vscode.workspace.getConfiguration('keyturn').get('debounce'));
  return Number.isNaN(set) ? DEBOUNCE : Math.min(Math.max(set, 0), LONGEST_DEBOUNCE);
}

function isOn(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('keyturn', document).get<boolean>('enable') !== false;
}

function rangeOf({ startLine, startColumn, endLine, endColumn }: Occurrence): vscode.Range {
  return new vscode.Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);
}

function newScanner(custom: CompiledCustomRules | null): Scanner {
  const rules =
    custom === null
      ? compileRules()
      : compileRules([...providers, ...custom.providers], rivals, custom.rules, custom.decode);
  return new Scanner(rules, prefilterOf(rules));
}

/** A browser's policy may forbid WebAssembly. */
function prefilterOf({ anchors }: RuleSet): Prefilter {
  try {
    return new WasmPrefilter(anchors);
  } catch {
    return new PortablePrefilter(anchors);
  }
}
