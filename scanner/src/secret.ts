/** Node's inspection, and with it `console.log`, asks for this. */
const inspectCustom: symbol = Symbol.for('nodejs.util.inspect.custom');

/** What a preview has in place of the tail, before its length. */
const TAIL = '…(';

/** What a preview tells: the public prefix, and the whole key's length in UTF-16 units. Undefined for what is no preview. */
export function previewParts(preview: string): { readonly prefix: string; readonly length: number } | undefined {
  const at = preview.lastIndexOf(TAIL);
  const rest = at === -1 ? undefined : /^\d+(?=\)$)/.exec(preview.slice(at + TAIL.length))?.[0];
  return rest === undefined ? undefined : { prefix: preview.slice(0, at), length: at + Number(rest) };
}

/**
 * A key's value from the moment it is matched. Whatever prints, serialises, logs or inspects it shows the preview: the
 * value leaves only by `reveal`, which the fingerprint, the verifier and nothing else calls.
 */
export class Secret {
  #value: string | (() => string);
  readonly #prefixLength: number;
  readonly #length: number;
  /** The public prefix and the tail's length, never a character of the tail. */
  readonly preview: string;

  /**
   * @param value the key itself
   * @param prefixLength how many of its characters are public (the vendor's prefix); 0 for a key without one
   */
  constructor(value: string, prefixLength: number) {
    this.#value = value;
    this.#prefixLength = prefixLength;
    this.#length = value.length;
    this.preview = `${value.slice(0, prefixLength)}${TAIL}${value.length - prefixLength})`;
  }

  /**
   * A key whose value stays where it is until somebody asks for it: for what a cache remembers.
   *
   * @param preview as another Secret has it
   * @param read called until it answers, which may be never
   * @throws RangeError for what is no preview
   */
  static deferred(preview: string, read: () => string): Secret {
    const parts = previewParts(preview);
    if (parts === undefined) throw new RangeError('This is no preview.');
    const secret = new Secret(parts.prefix.padEnd(parts.length), parts.prefix.length);
    secret.#value = read;
    return secret;
  }

  reveal(): string {
    if (typeof this.#value !== 'string') this.#value = this.#value();
    return this.#value;
  }

  /** How much of the value is public. */
  get prefixLength(): number {
    return this.#prefixLength;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  toString(): string {
    return this.preview;
  }

  toJSON(): string {
    return this.preview;
  }

  static {
    Object.defineProperty(this.prototype, inspectCustom, {
      value(this: Secret): string {
        return `Secret(${this.preview})`;
      },
    });
  }
}
