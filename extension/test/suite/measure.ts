/** Measures the extension inside a host: what it adds to it, and what a keystroke costs. `measure.mjs` starts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { clarky } from './editor.ts';

/** In milliseconds: what passed, and what of it the host's thread was at work. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}

/** What `measure.mjs` shows. Memory is in bytes. */
interface Figures {
  readonly activation: Time;
  readonly memory: { readonly heap: number; readonly external: number };
  readonly keystroke: Readonly<Record<string, readonly Time[]>>;
}

interface Extension {
  activate(context: vscode.ExtensionContext): void;
}

type Load = (this: void, request: string, parent: unknown, isMain: boolean) => unknown;

const KEYSTROKES = 300;
const DOCUMENTS = 20;

export async function run(): Promise<void> {
  const { KEYTURN_EXTENSION: extension = '', KEYTURN_RESULTS: results = '' } = process.env;
  const documents = await openSome();
  const before = memory();
  const searched = new Searched();
  const file = `${extension}/extension.cjs`;
  const restore = serve(searched.api());
  const start = now();
  const loaded = createRequire(file)(file) as Extension;
  loaded.activate(contextFor(extension));
  const activation = since(start);
  restore();
  await Promise.all(documents.map((document) => searched.first(document)));
  const after = memory();
  const keystroke = {
    'a file of 10,000 lines': await keystrokes(searched, code(10_000)),
    'a file of 5 MB': await keystrokes(searched, code(130_000)),
  };
  const figures: Figures = {
    activation,
    memory: { heap: after.heap - before.heap, external: after.external - before.external },
    keystroke,
  };
  writeFileSync(results, JSON.stringify(figures));
}

/** Documents of the workspace, as somebody has them open. */
async function openSome(): Promise<vscode.TextDocument[]> {
  const files = await vscode.workspace.findFiles('**/*.{ts,js,py,go,md,yaml}', null, DOCUMENTS);
  return Promise.all(files.map((file) => vscode.workspace.openTextDocument(file)));
}

/** Lines of code, with a key and its vendor's name near the end. */
function code(lines: number): string {
  const line = (number: number): string => `export const value${number} = compute(${number}); // line\n`;
  const all = Array.from({ length: lines }, (_, number) => line(number));
  all.splice(-10, 0, `const clarkyApiKey = "${clarky}";\n`);
  return all.join('');
}

/** Types a key, letter by letter, all over a document: from each change to its diagnostics. */
async function keystrokes(searched: Searched, text: string): Promise<Time[]> {
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: text });
  await searched.first(document);
  const typed = `const client = new Clarky({ apiKey: "${clarky}" });`;
  const times: Time[] = [];
  for (let number = 0; number < KEYSTROKES; number++) {
    const round = Math.floor(number / typed.length);
    const line = Math.floor((document.lineCount * (round + 1)) / (Math.ceil(KEYSTROKES / typed.length) + 1));
    const edit = new vscode.WorkspaceEdit();
    const column = number % typed.length;
    edit.insert(document.uri, new vscode.Position(line, column), typed.charAt(column));
    const time = searched.next(document);
    await vscode.workspace.applyEdit(edit);
    times.push(await time);
  }
  return times;
}

/** Of this thread alone; of the process in hosts that cannot tell. */
function now(): Time {
  const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.() ?? process.cpuUsage();
  return { wall: performance.now(), cpu: (usage.user + usage.system) / 1000 };
}

function since(start: Time): Time {
  const end = now();
  return { wall: end.wall - start.wall, cpu: end.cpu - start.cpu };
}

/** Collected first, so that what nobody holds is not counted. */
function memory(): { heap: number; external: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, external };
}

/** Sees the changes of documents before the extension does, and its diagnostics when it sets them. */
class Searched {
  readonly #changed = new Map<string, Time>();
  readonly #searched = new Set<string>();
  readonly #waiting = new Map<string, (time: Time) => void>();

  constructor() {
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      this.#changed.set(document.uri.toString(), now());
    });
  }

  /** Until a document's diagnostics were set once. */
  async first(document: vscode.TextDocument): Promise<void> {
    if (!this.#searched.has(document.uri.toString())) await this.next(document);
  }

  /** Until the diagnostics of a document are set again. @returns since its last change */
  next(document: vscode.TextDocument): Promise<Time> {
    return new Promise((resolve) => {
      this.#waiting.set(document.uri.toString(), resolve);
    });
  }

  /** The editor's interface, with a collection of diagnostics that tells us. */
  api(): typeof vscode {
    const tell = (uri: vscode.Uri): void => {
      const name = uri.toString();
      this.#waiting.get(name)?.(since(this.#changed.get(name) ?? now()));
      this.#waiting.delete(name);
      this.#searched.add(name);
    };
    const languages = new Proxy(vscode.languages, {
      get(target, name): unknown {
        if (name !== 'createDiagnosticCollection') return Reflect.get(target, name);
        return (label: string) => {
          const collection = vscode.languages.createDiagnosticCollection(label);
          const set = (uri: vscode.Uri, diagnostics: readonly vscode.Diagnostic[]): void => {
            collection.set(uri, diagnostics);
            tell(uri);
          };
          return { set, delete: collection.delete.bind(collection), dispose: collection.dispose.bind(collection) };
        };
      },
    });
    const workspace = new Proxy(vscode.workspace, {
      get(target, name): unknown {
        if (name !== 'getConfiguration') return Reflect.get(target, name);
        // Without the debounce.
        return (section?: string, scope?: vscode.ConfigurationScope) => {
          const found = vscode.workspace.getConfiguration(section, scope);
          return { ...found, get: (key: string) => (key === 'debounce' ? 0 : found.get(key)) };
        };
      },
    });
    return { ...vscode, languages, workspace };
  }
}

/** Gives `vscode` to whoever requires it meanwhile. @returns puts it back */
function serve(api: typeof vscode): () => void {
  const loader = Module as unknown as { _load: Load };
  const before = loader._load;
  loader._load = (request, parent, isMain) => (request === 'vscode' ? api : before(request, parent, isMain));
  return () => {
    loader._load = before;
  };
}

/** What the extension uses of its context. */
function contextFor(extension: string): vscode.ExtensionContext {
  const state = new Map<string, unknown>();
  const memento = {
    get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
    update: async (key: string, value: unknown) => void state.set(key, value),
    keys: () => [...state.keys()],
    setKeysForSync: () => undefined,
  };
  return {
    subscriptions: [],
    extensionUri: vscode.Uri.file(extension),
    extensionPath: extension,
    extension: { packageJSON: JSON.parse(readFileSync(`${extension}/package.json`, 'utf8')) as unknown },
    globalState: memento,
    workspaceState: memento,
  } as unknown as vscode.ExtensionContext;
}
