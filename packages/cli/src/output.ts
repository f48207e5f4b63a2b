import { writeWholeFile } from '@keyturn/config/whole-file';
import { formatNames, loadFormatter } from '@keyturn/report';
import type { Format, JsonlStream, ReportInput } from '@keyturn/report';
import { KeyturnError } from '@keyturn/scanner';
import { styleOf } from './terminal.ts';
import type { ColourChoice } from './terminal.ts';
import { version } from './version.ts';

interface Destination {
  readonly format: Format;
  /** Null: standard output. */
  readonly file: string | null;
}

/** Writes are gathered to this length: a finding at a time would be a system call each. */
const PIECE = 65_536;

/** Where the result goes. @throws KeyturnError `usage` */
export function destinations(formats: readonly string[] | undefined, output: string | undefined): Destination[] {
  const all = (formats ?? ['text']).map((text): Destination => {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    const format = formatNames.find((one) => one === name);
    if (format === undefined) {
      throw new KeyturnError('usage', `There is no format ${name}. Choose from ${formatNames.join(', ')}.`);
    }
    return { format, file: at === -1 ? (output ?? null) : text.slice(at + 1) };
  });
  const shared = all.find((one, index) => all.findIndex((other) => other.file === one.file) !== index);
  if (shared !== undefined) {
    const where = shared.file === null ? 'standard output' : shared.file;
    throw new KeyturnError(
      'usage',
      `Two formats would be written to ${where}. Give all but one a file of its own: --format ${shared.format}=FILE.`,
    );
  }
  return all;
}

/**
 * Writes the result in every format that was asked for. A file is there whole or not at all.
 *
 * @param lines what has written jsonl to standard output since the scan began, if it did: it is ended
 */
export async function writeResult(
  report: Omit<ReportInput, 'tool'>,
  options: { format?: readonly string[]; output?: string; color: ColourChoice },
  lines?: JsonlStream,
): Promise<void> {
  const workspace = process.env['GITHUB_WORKSPACE'];
  const input: ReportInput = {
    ...report,
    tool: { name: 'keyturn', version },
    ...(workspace !== undefined && workspace !== '' && { workspace }),
  };
  for (const { format, file } of destinations(options.format, options.output)) {
    if (lines !== undefined && isLineStream({ format, file })) {
      lines.end(input);
      continue;
    }
    const formatter = await loadFormatter(format);
    if (file === null) {
      const pieces = new Pieces((text) => process.stdout.write(text));
      formatter.write(input, pieces.add, styleOf(process.stdout, options.color));
      pieces.end();
    } else {
      writeWholeFile(file, (write) => {
        formatter.write(input, write);
      });
    }
  }
}

/** What can be written while the scan goes on; a file is there whole or not at all. */
export const isLineStream = ({ format, file }: Destination): boolean => format === 'jsonl' && file === null;

class Pieces {
  #text = '';
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  readonly add = (text: string): void => {
    this.#text += text;
    if (this.#text.length >= PIECE) this.end();
  };

  end(): void {
    if (this.#text !== '') this.#write(this.#text);
    this.#text = '';
  }
}
