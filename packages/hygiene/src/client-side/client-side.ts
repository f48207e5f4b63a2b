/** Whether a key ends up in what users download: a page, a bundle, an app. Then everybody has it, whoever may read the repository. */
import { BROWSER_ONLY, CLIENT_FILES, CLIENT_TEXT, PUBLIC_NAMES, SERVER_FILES, SERVER_TEXT } from './signs.ts';
import { variableName } from './variable-name.ts';

export { variableName } from './variable-name.ts';

/** Where a key stands, as far as it is known. */
export interface CodePlace {
  /** With `/` as separator; null where there is none. */
  readonly path: string | null;
  /** An editor's language id, such as `typescriptreact`: stands in for the file's ending where there is none. */
  readonly language?: string;
  /** The variable that gets the key; taken from the key's line where it is left out. */
  readonly name?: string | null;
  /** The key's line, or its part before the key. */
  readonly line?: string;
  /** Text around the key: the whole file, or what is at hand of it. */
  readonly text?: string;
}

export interface ClientSide {
  /** `certain`: it is delivered. `likely`: such files are, as a rule. */
  readonly certainty: 'certain' | 'likely';
  /** What says so, as part of a sentence: "the prefix NEXT_PUBLIC_ puts it into the browser's bundle". */
  readonly evidence: string;
}

/** Signs stand at the top of a file or near the key; no more of a file than this is looked at, in UTF-16 units. */
const LOOKED_AT = 65_536;

/** Endings that an editor's language stands in for. */
const ENDINGS: Readonly<Partial<Record<string, string>>> = {
  html: '.html',
  vue: '.vue',
  svelte: '.svelte',
  swift: '.swift',
  dart: '.dart',
  kotlin: '.kt',
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};

/** Code, where a variable's name alone gives nothing to the browser if the file stays on the server. */
const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|rb|php|java|kt|go|rs|cs|swift|dart)$/;

/** The evidence that a key is delivered to users, or null where nothing says so. */
export function clientSide(place: CodePlace): ClientSide | null {
  const file = fileOf(pathOf(place), place.text?.slice(0, LOOKED_AT) ?? '');
  const name = place.name ?? publicName(place.line ?? '');
  const prefix = name === null ? undefined : PUBLIC_NAMES.find((one) => name.startsWith(one.prefix));
  if (prefix !== undefined && !(file.isCode && file.staysOnServer())) {
    return { certainty: 'certain', evidence: `${prefix.by} puts every ${prefix.prefix}… into what the browser gets` };
  }
  if (file.staysOnServer()) return null;
  const delivered = file.delivered();
  if (delivered !== undefined) return { certainty: delivered.certainty, evidence: delivered.says };
  if (!file.isCode) return null;
  const said = file.saysClient();
  if (said !== undefined) return { certainty: 'certain', evidence: said };
  const used = file.browserOnly() ?? BROWSER_ONLY.exec(place.line ?? '')?.[0];
  return used === undefined
    ? null
    : { certainty: 'likely', evidence: `its file uses ${used}, which only browsers have` };
}

/** Most lines hold none of the prefixes: there the variable's name is not looked for. */
function publicName(line: string): string | null {
  return PUBLIC_NAMES.some(({ prefix }) => line.includes(prefix)) ? variableName(line) : null;
}

/** What a file says of where it runs, by its path and its text; each looked for once, and only if it is asked for. */
interface CodeFile {
  readonly path: string;
  readonly text: string;
  readonly isCode: boolean;
  readonly staysOnServer: () => boolean;
  readonly delivered: () => Pick<(typeof CLIENT_FILES)[number], 'certainty' | 'says'> | undefined;
  readonly saysClient: () => string | undefined;
  readonly browserOnly: () => string | undefined;
}

function readFile(path: string, text: string): CodeFile {
  return {
    path,
    text,
    isCode: CODE.test(path),
    staysOnServer: once(
      () => SERVER_FILES.some((sign) => sign.test(path)) || SERVER_TEXT.some((sign) => sign.test(text)),
    ),
    delivered: once(() =>
      CLIENT_FILES.find((sign) => sign.path.test(path) && (sign.text === undefined || sign.text.test(text))),
    ),
    saysClient: once(() => CLIENT_TEXT.find((sign) => sign.text.test(text))?.says),
    browserOnly: once(() => BROWSER_ONLY.exec(text)?.[0]),
  };
}

/** The last one: a file's keys come one after the other. */
let last = readFile('', '');

function fileOf(path: string, text: string): CodeFile {
  if (path !== last.path || text !== last.text) last = readFile(path, text);
  return last;
}

function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

/** The path with a slash before it, so that a sign can ask for a whole folder's name; a language's ending for none. */
function pathOf({ path, language }: CodePlace): string {
  const ending = ENDINGS[language ?? ''] ?? '';
  if (path === null) return `/untitled${ending}`;
  const whole = `/${path}`;
  return /\.[^./]+$/.test(whole) ? whole : whole + ending;
}
