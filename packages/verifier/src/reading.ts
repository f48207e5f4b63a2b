/** One answer, read by the provider's table: what it says by itself, before it is held against the random key's. */
import type { Probe, ProbeAnswer } from '@keyturn/providers';
import type { Answer } from './answer.ts';
import { parseCutJson } from './cut-json.ts';
import { at, fitsEnvelope } from './envelope.ts';
import { refusalOf, saysNoKeyArrived, speaksOfDeadKey } from './refusal.ts';
import type { Refusal } from './refusal.ts';

export type Reading =
  | {
      readonly says: 'active';
      readonly reason: string;
      readonly scopes: string | null;
      readonly organisation: string | null;
    }
  | { readonly says: 'refused' | 'denied'; readonly reason: string; readonly refusal: Refusal }
  | {
      readonly says: 'unknown';
      readonly reason: string;
      /** Another try may go better. */ readonly passing: boolean;
      /** There is no such workspace. */ readonly elsewhere?: true;
    };

const unknown = (reason: string, passing = false): Reading => ({ says: 'unknown', reason, passing });

/** @param key the key that was sent; nothing of it is in what is returned */
export function readAnswer(answer: Answer, probe: Probe, key: string): Reading {
  const oddity = oddStatus(answer) ?? oddHeaders(answer);
  if (oddity !== undefined) return oddity;
  const body = parseBody(answer);
  if (body === undefined) return unknown(`${noJson(answer)}: not the provider's own answer.`);
  const fitting = probe.answers.find((one) => one.status === answer.status && fitsEnvelope(body, one.envelope));
  if (fitting === undefined) return unknown(`It answered ${answer.status} in a form that is not the provider's own.`);
  return readFitting(fitting, answer, body, probe, key);
}

function readFitting(fitting: ProbeAnswer, answer: Answer, body: unknown, probe: Probe, key: string): Reading {
  const { says, reason, envelope } = fitting;
  if (says === 'unknown') {
    {
      return fitting.noWorkspace === true ? { says, reason, passing: false, elsewhere: true } : unknown(reason);
    }
  }
  const refusal = refusalOf(answer, body, envelope, key);
  if (says === 'active') {
    if (envelope.message !== undefined && speaksOfDeadKey(refusal)) {
      return unknown(
        `It answered ${answer.status}, which a known key gets, and yet speaks of a key that is not valid.`,
      );
    }
    const organisation = (probe.organisation ?? [])
      .map((path) => at(body, path))
      .find((name) => typeof name === 'string');
    return { says, reason, scopes: fitting.scopes ?? null, organisation: organisation?.slice(0, 200) ?? null };
  }
  if (saysNoKeyArrived(refusal)) {
    {
      return unknown('The provider says that no key arrived: something on the way takes the header away.');
    }
  }
  return { says, reason, refusal };
}

function oddStatus({ status, headers }: Answer): Reading | undefined {
  if (status >= 300 && status < 400) return unknown(`It redirects (${status}), which is never followed.`);
  if (status === 407) return unknown('A proxy on the way asks for its own password (407).');
  if (status === 429) return unknown('The provider asks to slow down (429).', true);
  if (status === 511) return unknown('The network asks to sign in first (511).');
  if (status >= 500) return unknown(`The provider has a failure of its own (${status}).`, true);
  if (headers['retry-after'] !== undefined && status >= 400) {
    {
      return unknown(`It answered ${status} and asks to try again later.`, true);
    }
  }
  return undefined;
}

/** A shared cache answers without having looked at the key. */
function oddHeaders({ headers }: Answer): Reading | undefined {
  const age = Number(headers['age'] ?? 0);
  const cache = `${headers['x-cache'] ?? ''} ${headers['cf-cache-status'] ?? ''} ${headers['x-cache-status'] ?? ''}`;
  if (age > 0 || /(?:^|[^a-z])hit(?:$|[^a-z])/i.test(cache)) {
    {
      return unknown('A cache on the way answered, not the provider.');
    }
  }
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type.trim())) {
    return unknown(
      `It answered with ${/html/i.test(type) ? 'a web page' : 'something that is not JSON'}: a proxy, a sign-in page or a CDN, not the provider's own answer.`,
    );
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') {
    {
      return unknown('It answered in a compression that was not asked for.');
    }
  }
  return undefined;
}

/** Whole JSON, or the beginning of a good answer. A refusal that is not whole is none. */
function parseBody({ body, complete, status }: Answer): unknown {
  if (!complete) return status === 200 ? parseCutJson(body) : undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function noJson({ body, complete }: Answer): string {
  if (!complete) return 'The answer is too long to be an error';
  if (body.trim() === '') return 'The answer is empty';
  return /^\s*</.test(body) ? 'It answered with a web page' : 'The answer is not JSON';
}
