/** Names and figures as people read them; shared by the formats that people read. */
import { providers, rivals, rules } from '@keyturn/providers';
import type { Finding, Occurrence, Severity } from '@keyturn/scanner';

export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

const vendorNames = new Map([...providers, ...rivals].map(({ id, name }) => [id, name]));
const ruleNames = new Map(rules.map(({ id, name }) => [id, name]));

/** A vendor's name; the id where it is nobody that we know. */
export function vendorName(id: string): string {
  return vendorNames.get(id) ?? id;
}

/** What kind of key it is. */
export function ruleName(id: string): string {
  return ruleNames.get(id) ?? id;
}

/** `12,345`. By hand, because Node's own needs 30 ms to load its locales. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 key`, `3 keys`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(number)} ${number === 1 ? singular : plural}`;
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

export function bytes(number: number): string {
  if (number < 1000) return count(number, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let value = number / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit] ?? ''}`;
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** The first digits of an object's name, as git shows them. */
export function short(object: string): string {
  return object.slice(0, 10);
}

/** What stands for a path where there is none. */
export function placeName({ path, source, git }: Occurrence): string {
  if (path !== null) return path;
  const object = short(git?.commit ?? git?.blob ?? '');
  if (source === 'commit-message') return `message of commit ${object}`;
  if (source === 'tag-message') return `message of tag ${object}`;
  if (source === 'note') return `note on commit ${object}`;
  // What came in an archive and is no object came through a pipe.
  if (source === 'stdin' || (source === 'archive' && git === null)) return 'standard input';
  return object === '' ? 'an object without a name' : `object ${object}, which nothing reaches`;
}

/** Whose key it may be, in a sentence; null where the vendor is clear. */
export function doubt(finding: Finding): string | null {
  if (finding.provider !== null) return null;
  const names = finding.candidates.slice(0, 4).map(vendorName);
  const more = finding.candidates.length - names.length;
  // A rule of a configuration says what it finds, and names no vendor.
  if (names.length === 0) return null;
  if (finding.rivalClear) return `Looks like a key of ${names[0] ?? ''}.`;
  return `May be a key of ${either(more > 0 ? [...names, `of ${count(more, 'more vendor')}`] : names)}.`;
}

/** Findings by severity, the worst first: `1 critical, 2 high`. */
export function bySeverity(findings: readonly Finding[]): string {
  return severities
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${grouped(number)} ${severity}`)
    .join(', ');
}
