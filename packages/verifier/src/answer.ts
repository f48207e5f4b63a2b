/** What came back: as much of it as a verdict needs. The body is read, judged and dropped. */

/** How much of a body is read, in bytes: enough for any error and for the beginning of a good answer. */
export const BODY_CAP = 8192;

/** Header names in lower case; a header that came several times is joined with commas. */
export type AnswerHeaders = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
  /** Whether the body ended before the cap. */
  readonly complete: boolean;
}

/** No answer, or none that can be used. The sentence is ours: nothing of a library's message is in it. */
export class NoAnswer extends Error {
  /** How often it is worth trying in all: 1 for what will not pass by itself. */
  readonly tries: number;

  constructor(message: string, tries: number) {
    super(message);
    this.name = 'NoAnswer';
    this.tries = tries;
  }
}
