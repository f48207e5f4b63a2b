/**
 * From readings to a verdict. A live key called dead is the worst answer, so *inactive* takes a refusal in the vendor's own
 * words that a random key of the same shape gets too, from the same endpoint and in the same run.
 */
import type { Probe } from '@keyturn/providers';
import { maskRuns, printable } from '@keyturn/scanner';
import type { Reading } from './reading.ts';
import { endOf, isSameRefusal, refusesForSomethingElse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** What the provider tells besides the state. */
export interface Facts {
  readonly scopes: string | null;
  readonly organisation: string | null;
}

export interface Judgement {
  readonly state: 'active' | 'inactive' | 'unknown';
  readonly reason: string;
  readonly facts: Facts;
  /** A workspace that merely stood in the text does not have this key: what the user's own says stands. */
  readonly elsewhere?: true;
}

/** What the random key showed of an endpoint. */
export type Control =
  | { readonly tellsApart: true; readonly refusal: Refusal }
  | { readonly tellsApart: false; readonly reason: string; readonly elsewhere?: true };

const NO_FACTS: Facts = { scopes: null, organisation: null };

export function unknownBecause(reason: string): Judgement {
  return { state: 'unknown', reason, facts: NO_FACTS };
}

/** The verdict on every key of an endpoint that does not tell keys apart. */
export function unbelieved(control: Exclude<Control, { tellsApart: true }>, own: boolean): Judgement {
  const judgement = unknownBecause(control.reason);
  return control.elsewhere === true && !own ? { ...judgement, elsewhere: true } : judgement;
}

/** Whether an endpoint may be believed. */
export function judgeControl(reading: Reading): Control {
  const cannot = (reason: string): Control => ({
    tellsApart: false,
    reason: `The endpoint does not tell keys apart: ${reason}`,
    ...(reading.says === 'unknown' && reading.elsewhere === true ? { elsewhere: true } : {}),
  });
  if (reading.says === 'active') return cannot('it answers a random key as it would a live one.');
  if (reading.says === 'unknown') {
    return cannot(`it does not refuse a random key as the provider would. ${reading.reason}`);
  }
  if (refusesForSomethingElse(reading.refusal)) {
    return cannot(`it refuses a random key for another reason than the key${quote(reading.refusal)}.`);
  }
  return { tellsApart: true, refusal: reading.refusal };
}

/**
 * @param own whether a refusal here can prove a key dead: false for a workspace that merely stands in the scanned text
 */
export function judge(
  reading: Reading,
  control: Control,
  probe: Probe,
  key: { readonly prefix: string; readonly own: boolean },
): Judgement {
  if (!control.tellsApart) return unbelieved(control, key.own);
  if (reading.says === 'active') {
    return {
      state: 'active',
      reason: reading.reason,
      facts: { scopes: reading.scopes, organisation: reading.organisation },
    };
  }
  if (reading.says === 'unknown') return unknownBecause(reading.reason);
  const { refusal } = reading;
  const doubt = probe.inconclusive?.find(({ prefix }) => key.prefix.startsWith(prefix));
  if (doubt !== undefined) return unknownBecause(doubt.reason);
  if (reading.says === 'denied') return unknownBecause(reading.reason);
  const isSame = isSameRefusal(refusal, control.refusal);
  const end = isSame ? null : endOf(refusal);
  if (!isSame && end === null) {
    return unknownBecause(
      `The provider refuses this key in other words than a key it never knew, so it may know it${quote(refusal)}.`,
    );
  }
  if (!key.own) {
    const reason =
      'The workspace named beside the key refuses it, but only a workspace of your own can prove a key dead: name yours with --workspace.';
    return { ...unknownBecause(reason), elsewhere: true };
  }
  const how =
    end === null ? 'It refuses a random key of the same shape in the same words.' : `It says that the key is ${end}.`;
  return { state: 'inactive', reason: joined(reading.reason, how), facts: NO_FACTS };
}

/** The few sentences there are, each kept once: ten thousand verdicts hold the same ones. */
const sentences = new Map<string, Map<string, string>>();

function joined(first: string, second: string): string {
  const known = sentences.get(first) ?? new Map<string, string>();
  sentences.set(first, known);
  const whole = known.get(second) ?? `${first} ${second}`;
  known.set(second, whole);
  return whole;
}

/** The vendor's words, made harmless: cut short, masked, and printable. */
function quote({ code, message }: Refusal): string {
  const words = maskRuns(printable(message ?? code ?? ''))
    .slice(0, 120)
    .trim();
  return words === '' ? '' : ` (“${words}”)`;
}
