/** Node's inspection, and with it `console.log`, asks for this. */
const inspectCustom: symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * A key's value from the moment it is matched. Whatever prints, serialises, logs or inspects it shows the preview: the
 * value leaves only by `reveal`, which the fingerprint, the verifier and nothing else calls.
 */
export class Secret {
  readonly #value: string;
  readonly #prefixLength: number;
  /** The public prefix and the tail's length, never a character of the tail. */
  readonly preview: string;

  /**
   * @param value the key itself
   * @param prefixLength how many of its characters are public (the vendor's prefix); 0 for a key without one
   */
  constructor(value: string, prefixLength: number) {
    this.#value = value;
    this.#prefixLength = prefixLength;
    this.preview = `${value.slice(0, prefixLength)}…(${value.length - prefixLength})`;
  }

  reveal(): string {
    return this.#value;
  }

  /** How much of the value is public. */
  get prefixLength(): number {
    return this.#prefixLength;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#value.length;
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
