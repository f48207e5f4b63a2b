import ICAL from 'ical.js';
import { expect, it } from 'vitest';
import { calendarOf } from './calendar.ts';
import type { CalendarKey } from './calendar.ts';

const keyOf = (over: Partial<CalendarKey> = {}): CalendarKey => ({
  name: 'crm-sync',
  provider: 'klipy',
  fingerprint: `kt1:${'0a'.repeat(20)}`,
  owner: 'sales; "north", ünit\n',
  expires: '2027-01-31',
  rotateBy: '2026-12-01',
  ...over,
});

const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));

it('is read by another implementation: days, names, alarms', () => {
  const events = eventsOf(calendarOf([keyOf()]));
  expect(events.map(({ summary, startDate }) => `${startDate.toString()} ${summary}`)).toEqual([
    '2027-01-31 The key crm-sync expires',
    '2026-12-01 Replace the key crm-sync',
  ]);
  const triggers = events[0]?.component
    .getAllSubcomponents('valarm')
    .map((alarm) => String(alarm.getFirstPropertyValue('trigger')));
  expect(triggers).toEqual(['-P14D', '-P3D', 'PT0S']);
  expect(events[0]?.description).toContain('sales; "north", ünit');
});

it('is the same bytes for the same keys in any order, in lines that end as the format says', () => {
  const other = keyOf({ name: 'b', fingerprint: `kt1:${'0b'.repeat(20)}` });
  const text = calendarOf([keyOf(), other]);
  expect(calendarOf([other, keyOf()])).toBe(text);
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(text.split('\r\n').filter((line) => line.includes('\n') || Buffer.byteLength(line) > 75)).toEqual([]);
});

it('moves an event whose day was moved, and says nothing of what is not known', () => {
  const idsOf = (key: CalendarKey) => eventsOf(calendarOf([key])).map(({ uid }) => uid);
  expect(idsOf(keyOf({ rotateBy: '2027-05-01' }))).toEqual(idsOf(keyOf()));
  expect(idsOf(keyOf({ rotateBy: null, expires: 'never' }))).toEqual([]);
});
