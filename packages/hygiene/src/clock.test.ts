/** Verdicts over a clock that moves on. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryOf, factsOf, use } from '../test/facts.ts';
import { defaultPolicy, judgeKey } from './index.ts';
import type { KeyFacts } from './index.ts';

const DAY = 86_400_000;
const START = Date.parse('2024-01-01T00:00:00Z');
const instant = fc.integer({ min: 0, max: 1500 * DAY }).map((ms) => START + ms);
const day = fc.integer({ min: 0, max: 1500 }).map((n) => new Date(START + n * DAY).toISOString().slice(0, 10));

const facts = fc
  .record({
    created: fc.option(
      fc.oneof(
        day.map((date) => ({ date, source: 'inventory' as const, exact: true })),
        instant.map((at) => ({ date: new Date(at).toISOString(), source: 'git' as const, exact: false })),
      ),
    ),
    expires: fc.option(fc.oneof(day, fc.constant('never'))),
    lastUsed: fc.option(day),
  })
  .map(({ created, ...entry }): KeyFacts => factsOf({ created, entry: entryOf(entry), uses: [use()] }));

const at = (one: KeyFacts, now: number) => judgeKey(one, defaultPolicy, new Date(now));
const has = (one: KeyFacts, now: number, ...wanted: string[]) => at(one, now).some(({ code }) => wanted.includes(code));

it('never takes back what is due, overdue, expired or unused, and never skips the warning', () => {
  fc.assert(
    fc.property(facts, instant, fc.integer({ min: 0, max: 400 * DAY }), (one, now, later) => {
      for (const stages of [['rotation-due', 'rotation-overdue'], ['expires-soon', 'expired-referenced'], ['unused']]) {
        stages.forEach((_, index) => {
          const reached = stages.slice(index);
          expect(has(one, now, ...reached) && !has(one, now + later, ...reached)).toBe(false);
        });
        expect(at(one, now).filter(({ code }) => stages.includes(code)).length).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('changes once at a boundary: the instant before, the instant itself and all after it', () => {
  fc.assert(
    fc.property(day, (date) => {
      const one = factsOf({ created: { date, source: 'inventory', exact: true } });
      const by = Date.parse(date) + defaultPolicy.rotateDays * DAY;
      const warned = by - defaultPolicy.warnDays * DAY;
      const seen = [warned - 1, warned, by - 1, by, by + 1].map((now) => at(one, now)[0]?.code);
      expect(seen).toEqual([undefined, 'rotation-due', 'rotation-due', 'rotation-overdue', 'rotation-overdue']);
    }),
  );
});

it('lets a date without a time expire when its day is over, wherever the machine stands', () => {
  fc.assert(
    fc.property(day, (expires) => {
      const one = factsOf({ entry: entryOf({ expires }), uses: [use()] });
      const end = Date.parse(expires) + DAY;
      expect([end - 1, end].map((now) => at(one, now)[0]?.code)).toEqual(['expires-soon', 'expired-referenced']);
    }),
  );
});

it('never makes an exact age of a bound', () => {
  fc.assert(
    fc.property(facts, instant, (one, now) => {
      for (const { code, certainty, message, evidence } of at(one, now)) {
        if (!code.startsWith('rotation-') || one.created?.exact === true) continue;
        expect(certainty).toBe('bound');
        expect(message).toContain('at least');
        expect(evidence).toContain('first sighting');
      }
    }),
  );
});

it('says the same of the same facts at the same instant, and never throws for a date of git’s', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
      ),
      instant,
      (date, now) => {
        const one = factsOf({ created: { date, source: 'git', exact: false } });
        expect(at(one, now)).toEqual(at(one, now));
      },
    ),
  );
});
