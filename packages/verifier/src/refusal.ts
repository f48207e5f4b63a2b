/**
 * When are two refusals the same? Status, code and message must be equal, and so must the rest of the body, except for what
 * differs from request to request (an id, a time): a live key of narrow scope may be refused in nearly the same words.
 */
import type { Envelope } from '@keyturn/providers';
import type { Answer } from './answer.ts';
import { textAt } from './envelope.ts';

/** A refusal without anything of the key that was refused. */
export interface Refusal {
  readonly status: number;
  readonly code: string | null;
  readonly message: string | null;
  /** All the rest, put into an order and freed of what changes with each request. */
  readonly rest: string;
}

const VOLATILE =
  /(?:^|_|-)(?:id|ids|request|trace|span|time|timestamp|date|now|instance|ray)(?:$|_|-)|(?:Id|At|Time|Date)$/;

export function refusalOf(answer: Answer, body: unknown, envelope: Envelope, key: string): Refusal {
  const own = (text: string | null): string | null => (text === null ? null : withoutKey(text, key));
  return {
    status: answer.status,
    code: own(textAt(body, envelope.code)),
    message: own(textAt(body, envelope.message)),
    rest: JSON.stringify([settle(body, key), withoutKey(answer.headers['www-authenticate'] ?? '', key)]),
  };
}

export function isSameRefusal(a: Refusal, b: Refusal): boolean {
  return a.status === b.status && a.code === b.code && a.message === b.message && a.rest === b.rest;
}

/** Without the key and the pieces of it that an error may echo (`…4f9c`). */
export function withoutKey(text: string, key: string): string {
  return text.replaceAll(key, '{key}').replaceAll(/[A-Za-z0-9]{4,}/g, (run) => (key.includes(run) ? '{key}' : run));
}

/** A copy in which numbers and words with digits are blanked, and members that name a request or a time are left out. */
function settle(value: unknown, key: string): unknown {
  if (typeof value === 'string') return withoutKey(value, key).replaceAll(/\S*\d\S*/g, '#');
  if (typeof value === 'number') return '#';
  if (Array.isArray(value)) return value.map((item) => settle(item, key));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !VOLATILE.test(name));
  return members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, settle(member, key)]);
}

const ENDED = /(?:^|[^a-z])(expired|revoked)(?:$|[^a-z])/i;
/** What has ended must be the key, or nothing else be named. */
const OF_KEY = /(?:^|[^a-z])(?:keys?|tokens?|credentials?)(?:$|[^a-z])|^\s*(?:expired|revoked)\s*$/i;
/** What makes "expired" or "revoked" say something else: alternatives, doubts, or another thing that ended. */
const HEDGED =
  /(?:^|[^a-z])(?:or|if|not|may|might|could|whether|unless|plan|trial|subscription|licen[cs]e|session|certificate|account|workspace|billing|card|grant|permission|scope|until)(?:$|[^a-z])/i;
const MISSING =
  /(?:^|[^a-z])(?:missing|absent|no (?:api )?(?:key|token|credentials?|authori[sz]ation)|not (?:provided|supplied|present)|required|provide an?)(?:$|[^a-z])/i;
const INVALID = /invalid|incorrect|unknown|wrong|revoked|expired|not valid|not recogni[sz]ed/i;

const words = ({ code, message }: Refusal): string => `${code ?? ''} ${message ?? ''}`.replaceAll('_', ' ');

/** What the vendor says in so many words: the key itself has expired or was revoked. */
export function endOf({ code, message }: Refusal): 'expired' | 'revoked' | null {
  const sentences = [(code ?? '').replaceAll('_', ' '), ...(message ?? '').split(/[.;!\n]/)];
  const ends = sentences.filter((sentence) => ENDED.test(sentence));
  if (ends.some((sentence) => HEDGED.test(sentence)) || !ends.some((sentence) => OF_KEY.test(sentence))) return null;
  return /revoked/i.test(ends.join(' ')) ? 'revoked' : 'expired';
}

const DEAD_KEY =
  /expired|revoked|deleted|disabled|suspended|blocked|unauthenticated|not authenticated|(?:invalid|unknown|no such|bad)(?: or \w+)? (?:api )?(?:key|token|credential)|(?:key|token) (?:was |is |has been )?(?:not found|not known|not valid|invalid|unknown)/i;

/** Whether an error that should stand for a key that is known speaks of one that is not, or no longer. */
export function speaksOfDeadKey(refusal: Refusal): boolean {
  return DEAD_KEY.test(words(refusal));
}

/** Whether the vendor says that no key arrived at all: a proxy on the way may have taken the header away. */
export function saysNoKeyArrived(refusal: Refusal): boolean {
  const text = words(refusal);
  return MISSING.test(text) && !INVALID.test(text);
}

const SOMETHING_ELSE =
  /from here|may not be used|not allowed|(?:^|[^a-z])(?:ip|plan|quota)(?:$|[^a-z])|address|region|countr(?:y|ies)|network|location|billing|payment|upgrade|maintenance|temporar|locked|lockout|attempts|too many|allow-?list|white-?list|blocked|suspicious/i;

/** Whether a random key is refused for another reason than the key: then a live one would be refused as well. */
export function refusesForSomethingElse(refusal: Refusal): boolean {
  return SOMETHING_ELSE.test(words(refusal));
}
