/** Rotation and expiry as a calendar (RFC 5545): the same keys give the same bytes, so that a subscription sees no change. */
import { dayOf } from '@keyturn/hygiene';
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import type { KeysDocument } from './schema.ts';

const DAY_S = 86_400;
/** Before the day itself, in days. */
const ALARMS = [14, 3, 0];

type Key = KeysDocument['keys'][number];
export type CalendarKey = Pick<Key, 'name' | 'provider' | 'fingerprint' | 'owner' | 'expires' | 'rotateBy'>;

export function calendarOf(keys: readonly CalendarKey[]): string {
  const calendar = ical({
    name: 'Keys to replace',
    prodId: { company: 'Keyturn', product: 'keys', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const all = keys.flatMap((key) => [
    ...(key.rotateBy === null
      ? []
      : [{ key, kind: 'rotate', day: key.rotateBy, summary: `Replace the key ${key.name}` }]),
    ...(key.expires === null || key.expires === 'never'
      ? []
      : [{ key, kind: 'expire', day: key.expires, summary: `The key ${key.name} expires` }]),
  ]);
  for (const { key, kind, day, summary } of all.toSorted((a, b) => compare(idOf(a), idOf(b)))) {
    const start = new Date(`${day}T00:00:00Z`);
    const event = calendar.createEvent({
      id: idOf({ key, kind }),
      start,
      allDay: true,
      timezone: 'UTC',
      // The day itself stands in for the time of writing, which would differ at every run.
      stamp: start,
      summary,
      description: `${key.provider}, owner: ${key.owner ?? 'nobody'}. keyturn keys list says why.`,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
    for (const days of ALARMS) {
      event.createAlarm({
        type: ICalAlarmType.display,
        triggerBefore: days * DAY_S,
        description: `${summary} on ${dayOf(start.getTime())}`,
      });
    }
  }
  return `${calendar.toString()}\r\n`;
}

/** The key and what is to be done; a day that is moved moves the event, and makes no second one. */
function idOf({ key, kind }: { key: Pick<Key, 'fingerprint'>; kind: string }): string {
  return `${key.fingerprint.replaceAll(':', '-')}-${kind}@keyturn`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
