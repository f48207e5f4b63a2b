/** Encodes as other programs do: what the encoded set and the comparison with the slow decoder are made with. */

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** How each escape writes a character. */
const ESCAPES: Readonly<Record<string, (code: number) => string>> = {
  percent: (code) => `%${code.toString(16).toUpperCase().padStart(2, '0')}`,
  'percent-lower': (code) => `%${code.toString(16).padStart(2, '0')}`,
  u: (code) => String.raw`\u` + code.toString(16).padStart(4, '0'),
  x: (code) => String.raw`\x` + code.toString(16).padStart(2, '0'),
  brace: (code) => `${String.raw`\u{` + code.toString(16)}}`,
  octal: (code) => `\\${code.toString(8).padStart(3, '0')}`,
  U8: (code) => String.raw`\U` + code.toString(16).padStart(8, '0'),
  html: (code) => `&#${code};`,
  htmlx: (code) => `&#x${code.toString(16)};`,
  qp: (code) => `=${code.toString(16).toUpperCase().padStart(2, '0')}`,
};

function escapeSome(text: string, name: string, which: string): string {
  const write = ESCAPES[name];
  if (write === undefined) throw new Error(`no encoder ${name}`);
  const lastOfPrefix = text.lastIndexOf('_', 11);
  const chosen = (i: number): boolean =>
    which === 'all' ||
    (which === 'first' && i === 0) ||
    (which === 'last-of-prefix' && i === lastOfPrefix) ||
    (which === 'underscores' && text[i] === '_') ||
    (which === 'tail' && i === lastOfPrefix + 5);
  return [...text].map((character, i) => (chosen(i) ? write(character.charCodeAt(0)) : character)).join('');
}

function wrap(text: string, width: number, eol: string, indent = ''): string {
  return (
    Buffer.from(text, 'latin1')
      .toString('base64')
      .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  ).join(eol + indent);
}

/** Applies one encoder of a case's chain; texts hold one character a byte. */
export function encode(text: string, encoder: string): string {
  const [name = '', which = ''] = encoder.split(':');
  switch (name) {
    case 'base64':
      return latin1(text).toString('base64');
    case 'base64url':
      return latin1(text).toString('base64url');
    case 'hex':
      return latin1(text).toString('hex');
    case 'HEX':
      return latin1(text).toString('hex').toUpperCase();
    case 'utf16le':
      return Buffer.from(text, 'utf16le').toString('latin1');
    case 'wrap76':
      return wrap(text, 76, '\n');
    case 'wrap76-crlf':
      return wrap(text, 76, '\r\n');
    case 'wrap64':
      return wrap(text, 64, '\n');
    case 'wrap64-indent':
      return wrap(text, 64, '\n', '    ');
    case 'jsonlf':
      return text.replaceAll('\n', String.raw`\n`);
    case 'jsonslash':
      return text.replaceAll('/', String.raw`\/`);
    case 'percentb64':
      return encodeURIComponent(text);
    case 'soft':
      return `${text.slice(0, Number(which))}=\r\n${text.slice(Number(which))}`;
    default:
      return escapeSome(text, name, which);
  }
}

/** A file as a whole. */
export function encodeFile(text: string, encoding: string | undefined): Buffer {
  if (encoding === undefined) return Buffer.from(text);
  const little = Buffer.from((encoding.endsWith('-bom') ? '\ufeff' : '') + text, 'utf16le');
  return encoding.startsWith('utf-16le') ? little : little.swap16();
}

/** Those that encode all of a text, whatever it holds. */
export const WHOLE_ENCODERS: readonly string[] = [
  'base64',
  'base64url',
  'hex',
  'HEX',
  'utf16le',
  'percent:all',
  'u:all',
  'html:all',
  'qp:all',
];
/** Those that stand within another. */
export const INNER_ENCODERS: readonly string[] = ['base64', 'hex', 'utf16le'];
