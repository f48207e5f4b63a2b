/** The three files of an environment: `.env`, `.env.example` and `.gitignore`. Text in, text to add out. */

/** By its name: `.env`, `.env.local`, `config/.env.production`. */
export function isDotenv(path: string): boolean {
  return /(?:^|\/)\.env(?:\.[\w-]+)*$/.test(path);
}

// Blanks and no line ends: the value of an empty one is not the line below.
const ENTRY = /^[ \t]{0,16}(?:export[ \t]{1,16})?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]{0,16}=(?<value>.*)$/gm;

/** The variables that a `.env` sets. */
export function variablesOf(dotenv: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { groups = {} } of dotenv.matchAll(ENTRY)) {
    const value = (groups['value'] ?? '').trim();
    const quoted = /^(?<mark>["'])(?<inner>.*)\k<mark>$/.exec(value);
    found.set(groups['name'] ?? '', quoted?.groups?.['inner'] ?? value.replace(/\s+#.*$/, ''));
  }
  return found;
}

/** A name that is free for a value: the wished one, unless it stands there already with another value. */
export function freeName(variables: ReadonlyMap<string, string>, wished: string, value: string): string {
  for (const [name, known] of variables) if (known === value) return name;
  for (let number = 1; ; number++) {
    const name = number === 1 ? wished : `${wished}_${number}`;
    const known = variables.get(name);
    if (known === undefined || known === '') return name;
  }
}

/** What is appended to a file so that it holds a line of its own. */
export function appended(text: string, line: string): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text === '' || text.endsWith('\n') ? '' : lineEnd}${line}${lineEnd}`;
}

/** Whether the patterns of one `.gitignore` cover `.env`. For when git itself cannot be asked. */
export function coversDotenv(gitignore: string): boolean {
  let covered = false;
  for (const raw of gitignore.split(/\r?\n/)) {
    const line = raw.trim();
    const pattern = line.replace(/^!/, '');
    if (!/^(?:\*\*\/|\/)?(?:\.env|\.env\*|\.env\.\*|\.\*|\*\.env|\*)$/.test(pattern) || pattern.endsWith('.env.*')) {
      continue;
    }
    covered = !line.startsWith('!');
  }
  return covered;
}
