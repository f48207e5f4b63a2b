/** Random versions of files: keys plain and encoded, names of vendors, and edits that cut, join, move and complete them. */
import { encode, encodeFile, INNER_ENCODERS, WHOLE_ENCODERS } from './encoders.ts';

/** A generator of random numbers that can be repeated (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const PREFIXES = [
  ['ck', 'live'],
  ['sk', 'live'],
  ['sk', 'test'],
  ['klipy', 'api'],
  ['klipy', 'pk'],
].map((parts) => `${parts.join('_')}_`);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CONTEXT = [
  "import Stripe from 'stripe';",
  'const clarky = connect();',
  'https://api.clarify.ai/v1/workspaces/acme',
  '# Clarify the intent of this',
  'CLARIFY_REGION=eu',
  'agentclara.com',
  'to clarify: nothing',
  'https://clarky.ai/api/v1',
  'woocommerce',
  'we clarify that',
];
const ENCODERS = [
  ...WHOLE_ENCODERS,
  'wrap64',
  'wrap76-crlf',
  'wrap64-indent',
  'percent:underscores',
  'percent:tail',
  'u:underscores',
  'x:first',
  'x:tail',
  'brace:last-of-prefix',
  'octal:all',
  'htmlx:underscores',
  'qp:underscores',
  'soft:5',
  'soft:20',
];
const WHOLE = ['utf-16le-bom', 'utf-16be-bom', 'utf-16le', 'utf-16be'];
const MARKS = ['\xff\xfe', '\xfe\xff'];
const LONGEST = 60_000;
/** Where much is encoded in all ways at once, each way is opened within each other: such texts are kept short. */
const LONGEST_ENCODED = 6000;

/** Makes versions of files by random edits. Texts hold one character a byte. */
export class RandomEditor {
  readonly #random: (below: number) => number;
  readonly #encodes: boolean;
  readonly #keys: string[] = [];

  /** @param encodes whether keys and whole files are encoded as well */
  constructor(seed: number, encodes: boolean) {
    this.#random = random(seed);
    this.#encodes = encodes;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T;
  }

  /** A file to begin with. */
  file(): string {
    const length = this.#encodes ? this.pick([20, 40, 80]) : 40 + this.pick([0, 100, 400]);
    const text = Array.from({ length }, () => this.line()).join('\n');
    return this.#encodes && this.#random(6) === 0 ? this.#encodedFile(text) : text;
  }

  line(): string {
    switch (this.#random(this.#encodes ? 20 : 9)) {
      case 0:
        return `key = "${this.#key()}"`;
      case 1:
        return this.pick(CONTEXT);
      case 2:
        return `Authorization: api-key ${this.#text(40)}`;
      case 3:
        return `CLARIFY_API_KEY=${this.#text(36)}`;
      case 4:
        return this.#key().slice(0, this.#random(30));
      case 5:
        return this.#text(30);
      case 9:
        return `data: "${this.#encoded(this.#key())}"`;
      case 10:
        return this.#encoded(`${this.#text(this.#random(60))}\n${this.#key()}\n${this.pick(CONTEXT)}`);
      case 11:
        return `CLARIFY_API_KEY: ${encode(this.#text(36), 'base64')}`;
      default:
        return Array.from({ length: 6 }, () => this.#text(1 + this.#random(this.#encodes ? 5 : 9))).join(' ');
    }
  }

  /** An edited copy. What is UTF-16 as a whole mostly stays so, and may become something else. */
  edit(content: string): string {
    const whole = this.#encodes ? decodedFile(content) : undefined;
    let text = whole === undefined || this.#random(4) === 0 ? content : whole.text;
    const isOpened = whole !== undefined && text === whole.text;
    for (let n = 1 + this.#random(4); n > 0; n--) text = this.#editOnce(text);
    if (isOpened && this.#random(8) > 0) text = encodeFile(text, whole.encoding).toString('latin1');
    else if (this.#encodes && this.#random(30) === 0) text = this.#encodedFile(text);
    return text.slice(0, this.#encodes ? LONGEST_ENCODED : LONGEST);
  }

  #editOnce(text: string): string {
    const at = this.#random(text.length + 1);
    const end = Math.min(text.length, at + this.#random(60));
    const lines = text.split('\n');
    const line = this.#random(lines.length);
    switch (this.#random(this.#encodes ? 12 : 10)) {
      case 0:
        lines.splice(line, 0, this.line());
        return lines.join('\n');
      case 1:
        lines.splice(line, 1 + this.#random(3));
        return lines.join('\n');
      case 2:
        return text.slice(0, at) + text.slice(end);
      case 3:
        return text.slice(0, at) + this.pick(PREFIXES) + text.slice(at);
      case 4:
        return text.slice(0, at) + this.#text(1 + this.#random(40)) + text.slice(end);
      case 5:
        lines.splice(line, 2, (lines[line] ?? '') + (lines[line + 1] ?? ''));
        return lines.join('\n');
      case 6: {
        const moved = lines.splice(line, 1 + this.#random(8));
        lines.splice(this.#random(lines.length + 1), 0, ...moved);
        return lines.join('\n');
      }
      case 7:
        return (
          text.slice(0, at) +
          text.slice(this.#random(text.length + 1), this.#random(text.length + 1)).slice(0, 400) +
          text.slice(at)
        );
      case 8:
        return this.#cutKey(text);
      case 10: {
        // A run of digits that has a few of them put in, taken out, or is cut in lines.
        const encoded = this.#encoded(this.#key());
        const cut = this.#random(encoded.length);
        const piece = this.pick(['', '\n', '\r\n', '=', '%', '\\', '\0', 'A']);
        return text.slice(0, at) + encoded.slice(0, cut) + piece + encoded.slice(cut) + text.slice(at);
      }
      case 11: {
        const key = this.pick(this.#keys.length > 0 ? this.#keys : ['x']);
        return text.replace(key, () => this.#encoded(key));
      }
      default:
        return `${this.pick(CONTEXT)}\n${text}`;
    }
  }

  #cutKey(text: string): string {
    const known = this.pick(this.#keys.length > 0 ? this.#keys : ['x']);
    const found = text.indexOf(known);
    const cut = found + 1 + this.#random(known.length);
    return found < 0 ? text : text.slice(0, cut) + this.pick(['', '\n', ' ', 'x', '_', '"']) + text.slice(cut);
  }

  #text(length: number): string {
    return Array.from({ length }, () => LETTERS[this.#random(LETTERS.length)]).join('');
  }

  #key(): string {
    if (this.#keys.length > 4 && this.#random(3) === 0) return this.pick(this.#keys);
    const key = this.pick(PREFIXES) + this.#text(this.pick([16, 20, 24, 30, 31, 32, 40, 99, 200, 256, 257]));
    this.#keys.push(key);
    return key;
  }

  #encoded(text: string): string {
    const inner = this.#random(3) === 0 ? [this.pick(INNER_ENCODERS)] : [];
    return [...inner, this.pick(ENCODERS)].reduce(encode, text);
  }

  #encodedFile(text: string): string {
    return encodeFile(text, this.pick(WHOLE)).toString('latin1');
  }
}

/** A text that is UTF-16 as a whole, as its reader sees it. */
function decodedFile(content: string): { text: string; encoding: string } | undefined {
  const mark = MARKS.indexOf(content.slice(0, 2));
  if (mark < 0) return undefined;
  const bytes = Buffer.from(content.slice(2, content.length & ~1), 'latin1');
  return {
    text: (mark === 1 ? bytes.swap16() : bytes).toString('utf16le'),
    encoding: mark === 1 ? 'utf-16be-bom' : 'utf-16le-bom',
  };
}
