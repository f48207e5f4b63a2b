/** Whether an answer's body has the vendor's own form. Bodies are hostile: nothing here assumes a type. */
import type { Envelope, EnvelopeField } from '@keyturn/providers';

/** The value at a dotted path, own properties only; undefined where there is none. */
export function at(body: unknown, path: string): unknown {
  let value = body;
  for (const step of path === '' ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** A text or a number at a path, as text. */
export function textAt(body: unknown, path: string | undefined): string | null {
  const value = path === undefined ? undefined : at(body, path);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

export function fitsEnvelope(body: unknown, envelope: Envelope): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const spoilt = (envelope.lacks ?? []).some((path) => (at(body, path) ?? null) !== null);
  return !spoilt && envelope.has.every((field) => fitsField(at(body, field.path), field));
}

function fitsField(value: unknown, { is, oneOf }: EnvelopeField): boolean {
  return isOfKind(value, is) && (oneOf === undefined || oneOf.includes(String(value)));
}

function isOfKind(value: unknown, kind: EnvelopeField['is']): boolean {
  return KINDS[kind](value);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const KINDS: Readonly<Record<EnvelopeField['is'], (value: unknown) => boolean>> = {
  text: isText,
  'text-or-number': (value) => typeof value === 'number' || isText(value),
  list: (value) => Array.isArray(value),
  'list-or-object': (value) => typeof value === 'object' && value !== null,
  false: (value) => value === false,
};
