/** Days of the calendar, in UTC: no verdict depends on where it is made. */

const DAY_MS = 86_400_000;
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** The first instant of a date, or the instant itself, in milliseconds; NaN for what is neither. */
export function startOf(date: string): number {
  return Date.parse(date);
}

/** The first instant after a date is over, or the instant itself. */
export function endOf(date: string): number {
  return Date.parse(date) + (DATE_ONLY.test(date) ? DAY_MS : 0);
}

export function plusDays(instant: number, number: number): number {
  return instant + number * DAY_MS;
}

/** Whole days from one instant to a later one. */
export function daysBetween(from: number, to: number): number {
  return Math.floor((to - from) / DAY_MS);
}

/** Days that were written before: keys share few of them, and writing one takes longer than the rest of a verdict. */
const written = new Map<number, string>();
const MOST_WRITTEN = 10_000;

/** The day of an instant: `2026-03-01`. */
export function dayOf(instant: number): string {
  const day = Math.floor(instant / DAY_MS);
  const known = written.get(day);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString().slice(0, 10);
  if (written.size >= MOST_WRITTEN) written.clear();
  written.set(day, text);
  return text;
}

export function days(number: number): string {
  return number === 1 ? '1 day' : `${number} days`;
}
