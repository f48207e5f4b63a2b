/** A decoder that knows nothing of anchors: it reads every run of digits at every alignment, and undoes every escape. */

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function unescapes(text: string): string[] {
  const percent = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const quoted = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const backslash = text.replaceAll(/\\u00([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})/g, (_all, a?: string, b?: string) =>
    String.fromCharCode(Number.parseInt(a ?? b ?? '', 16)),
  );
  const html = text.replaceAll(/&#([0-9]{1,3});/g, (_all, code: string) => String.fromCharCode(Number(code)));
  return [percent, quoted, backslash, html];
}

function* once(text: string): Generator<string, void, void> {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)) {
    for (let skip = 0; skip < 4; skip++) yield Buffer.from(run.slice(skip), 'base64').toString('latin1');
  }
  for (const [run] of text.matchAll(/[0-9A-Fa-f]{24,}/g)) {
    for (let skip = 0; skip < 2; skip++) yield Buffer.from(run.slice(skip), 'hex').toString('latin1');
  }
  for (let skip = 0; skip < 2; skip++) {
    for (const [run] of text.slice(skip).matchAll(/(?:[\t\n\r -~]\0){8,}/g)) yield run.replaceAll('\0', '');
    for (const [run] of text.slice(skip).matchAll(/(?:\0[\t\n\r -~]){8,}/g)) yield run.replaceAll('\0', '');
  }
  for (const unescaped of unescapes(text)) if (unescaped !== text) yield unescaped;
}

/** The text and all that can be read in it, encodings within encodings to a depth. */
export function decodedBySlowDecoder(bytes: Uint8Array, depth: number): Uint8Array[] {
  const seen = new Set<string>([latin1(bytes)]);
  let level = [...seen];
  for (let at = 0; at < depth; at++) {
    const next: string[] = [];
    for (const text of level) {
      for (const decoded of once(text)) {
        if (decoded.length < 12 || seen.has(decoded)) continue;
        seen.add(decoded);
        next.push(decoded);
      }
    }
    level = next;
  }
  return [...seen].map(bytesOf);
}
