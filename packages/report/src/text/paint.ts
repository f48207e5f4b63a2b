/** Colours and links of a terminal, or none of both. */
import type { Severity } from '@keyturn/scanner';
import type { TextStyle } from '../format.ts';

export type Tone = 'alarm' | 'warning' | 'notice' | 'calm' | 'dim' | 'strong' | 'key' | 'good' | 'link';

const CODES: Record<Tone, string> = {
  alarm: '1;31',
  warning: '1;33',
  notice: '33',
  calm: '36',
  dim: '2',
  strong: '1',
  key: '1;35',
  good: '32',
  link: '4;36',
};

const SEVERITY_TONES: Record<Severity, Tone> = {
  critical: 'alarm',
  high: 'warning',
  medium: 'notice',
  low: 'calm',
  info: 'dim',
};

/** Dresses text that has already been made printable. */
export class Paint {
  readonly style: TextStyle;

  constructor(style: TextStyle) {
    this.style = style;
  }

  as(tone: Tone, text: string): string {
    return this.style.colour && text !== '' ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
  }

  severity(severity: Severity, text: string = severity): string {
    return this.as(SEVERITY_TONES[severity], text);
  }

  /** A hyperlink (OSC 8) where the terminal shows them; the text alone elsewhere. */
  link(url: string, text: string): string {
    return this.style.hyperlinks ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text;
  }
}
