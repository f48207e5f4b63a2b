/** What a language model is told of the keys that are known: where they stand and what to do, and nothing of their values. */
import { providers } from '@keyturn/providers';
import type { KnownPlace } from '../keys/key-index.ts';

/** What a model may ask for. */
export interface FindingsQuery {
  /** Keys of files whose path holds this text; all where it is left out. */
  readonly path?: string;
}

/** Places that are listed; more of them help no model. */
const MOST = 200;

/**
 * JSON: `{ total, listed, note, keys: [{ path, line, column, rule, provider, candidates, environment, confidence, severity,
 * validity, preview, fingerprint }], whatToDo: { PROVIDER: { whenExposed, steps, settings } } }`, lines and columns 1-based.
 *
 * @param pathOf a file's path for its user; keys in it are masked by whoever gives it
 */
export function findingsText(
  places: readonly KnownPlace[],
  { path }: FindingsQuery,
  pathOf: (uri: string) => string,
): string {
  const fitting = places
    .map((place) => ({ place, name: pathOf(place.uri) }))
    .filter(({ name }) => path === undefined || name.toLowerCase().includes(path.toLowerCase()));
  const listed = fitting.slice(0, MOST);
  const named = new Set(listed.map(({ place }) => place.key.provider));
  return JSON.stringify({
    total: fitting.length,
    listed: listed.length,
    note: 'Keys of files that are or were open, and of the last scan of the workspace. Their values are never given.',
    keys: listed.map(({ place: { key, line, column }, name }) => ({
      path: name,
      line: line + 1,
      column: column + 1,
      rule: key.rule,
      provider: key.provider,
      candidates: key.candidates,
      environment: key.environment,
      confidence: key.confidence,
      severity: key.severity,
      validity: { state: key.validity.state, checkedAt: key.validity.checkedAt },
      preview: key.preview,
      fingerprint: key.fingerprint,
    })),
    whatToDo: Object.fromEntries(
      providers
        .filter(({ id }) => named.has(id))
        .map(({ id, rotation: { whenExposed, steps, settings } }) => [
          id,
          { whenExposed, steps, settings: settings.url },
        ]),
    ),
  });
}
