/** Finds the values of a stored result again, where they stand: no result holds them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FindingCollector, KeyturnError, Secret } from '@keyturn/scanner';
import type { Attribution, Finding, Scanner, Sighting, Whereabouts } from '@keyturn/scanner';
import { runGit } from '@keyturn/scanner/git';
import { scanBytes, scannerFor } from '@keyturn/scanner/node';
import type { CustomRules } from '@keyturn/scanner/node';
import { findingsSchema } from '@keyturn/report/schema';
import type { FindingDocument, FindingsDocument, OccurrenceDocument } from '@keyturn/report/schema';

export interface StoredResult {
  readonly document: FindingsDocument;
  /** One for each of the document's findings, in its order; those whose key is gone have an empty secret. */
  readonly findings: Finding[];
  /** Fingerprints whose key stands nowhere any more, with the reason. */
  readonly lost: ReadonlyMap<string, string>;
}

const GONE = 'The key no longer stands where it was found, so its value is not known and cannot be checked.';
const UNREACHABLE = 'The key came through a pipe: its value is not stored, so scan again with --verify.';

/**
 * Reads a result and looks its keys up.
 *
 * @param custom what the user's own configuration adds to our rules
 * @throws KeyturnError `usage` where the text is no `keyturn/findings@1`, or its fingerprints were made with a key that is
 * not the one in KEYTURN_FINGERPRINT_KEY
 */
export async function findAgain(text: string, custom?: CustomRules): Promise<StoredResult> {
  const document = parse(text);
  const fingerprintKey = process.env['KEYTURN_FINGERPRINT_KEY'] ?? null;
  if (document.findings.some(({ fingerprint }) => fingerprint.startsWith('kt1h:')) && fingerprintKey === null) {
    throw new KeyturnError(
      'usage',
      'This result has keyed fingerprints: set KEYTURN_FINGERPRINT_KEY to the key it was made with.',
    );
  }
  const texts = new Texts(await scannerFor({ fingerprintKey, custom }), document.roots);
  const lost = new Map<string, string>();
  const findings: Finding[] = [];
  for (const stored of document.findings) {
    const found = await texts.find(stored);
    if (found === undefined) {
      const canBeRead = stored.occurrences.some(isReadable);
      lost.set(stored.fingerprint, canBeRead ? GONE : UNREACHABLE);
    }
    findings.push(findingOf(stored, found));
  }
  return { document, findings, lost };
}

function parse(text: string): FindingsDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new KeyturnError('usage', 'The result is no JSON. Give what keyturn scan --format json wrote.', {
      cause: error,
    });
  }
  const parsed = findingsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KeyturnError(
    'usage',
    `The result is no keyturn/findings@1: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
  );
}

class Texts {
  readonly #scanner: Scanner;
  readonly #roots: readonly string[];
  readonly #sightings = new Map<string, readonly Sighting[]>();

  constructor(scanner: Scanner, roots: readonly string[]) {
    this.#scanner = scanner;
    this.#roots = roots;
  }

  /** The key as it is judged today, over all the places that still hold it. */
  async find(stored: FindingDocument): Promise<Finding | undefined> {
    const collector = new FindingCollector();
    for (const occurrence of stored.occurrences) {
      const where: Whereabouts = { source: occurrence.source, root: occurrence.root ?? 0, path: occurrence.path };
      for (const sighting of await this.#sightingsAt(occurrence)) {
        if (sighting.fingerprint === stored.fingerprint) collector.add({ sighting, where });
      }
    }
    return collector.findings()[0];
  }

  async #sightingsAt(occurrence: OccurrenceDocument): Promise<readonly Sighting[]> {
    const root = this.#roots[occurrence.root ?? 0] ?? '.';
    const object = occurrence.blob ?? occurrence.commit ?? null;
    const name = `${root}\0${object ?? occurrence.path}`;
    const known = this.#sightings.get(name);
    if (known !== undefined) return known;
    const bytes = await read(occurrence, root, object);
    const sightings = bytes === undefined ? [] : await scanBytes(this.#scanner, bytes, occurrence.path);
    this.#sightings.set(name, sightings);
    return sightings;
  }
}

/** Whether it stands in a file or in an object of git: of a pipe nothing is left. */
function isReadable({ source, path, blob, commit }: OccurrenceDocument): boolean {
  return source !== 'stdin' && (path !== null || (blob ?? commit ?? null) !== null);
}

/** What stands there now, or undefined where nothing does any more. */
async function read(
  occurrence: OccurrenceDocument,
  root: string,
  object: string | null,
): Promise<Uint8Array | undefined> {
  if (!isReadable(occurrence)) return undefined;
  try {
    if (occurrence.source === 'file' || object === null) {
      return occurrence.path === null ? undefined : readFileSync(join(root, occurrence.path));
    }
    if (!/^[0-9a-f]{40,64}$/.test(object)) return undefined;
    const type = (await runGit(['cat-file', '-t', object], { cwd: root })).toString('utf8').trim();
    return await runGit(['cat-file', type, object], { cwd: root });
  } catch (error) {
    if (error instanceof KeyturnError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/**
 * The stored finding with its value. Whose key it is was not stored in a form that may be believed, so a provider stands
 * only where today's judgement names the same.
 */
function findingOf(stored: FindingDocument, found: Finding | undefined): Finding {
  const attribution: Attribution = {
    rule: stored.rule,
    provider: found?.provider === stored.provider ? stored.provider : null,
    candidates: stored.candidates,
    environment: stored.environment,
    confidence: stored.confidence,
    evidence: stored.evidence ?? [],
    rivalClear: found?.rivalClear ?? false,
    workspaces: found?.workspaces ?? [],
  };
  return {
    ...attribution,
    fingerprint: stored.fingerprint,
    secret: found?.secret ?? new Secret('', 0),
    preview: stored.preview,
    severity: stored.severity,
    occurrences: stored.occurrences.map((one) => ({
      source: one.source,
      root: one.root ?? 0,
      path: one.path,
      startLine: one.startLine,
      startColumn: one.startColumn,
      endLine: one.endLine,
      endColumn: one.endColumn,
      encoding: one.encoding,
      git:
        one.commit === undefined && one.blob === undefined
          ? null
          : {
              commit: one.commit ?? null,
              blob: one.blob ?? null,
              author: one.author ?? null,
              authorEmail: one.authorEmail ?? null,
              date: one.date ?? null,
              refs: one.refs ?? [],
              removed: one.removed ?? null,
            },
      suppressed: one.suppressed,
      allow: null,
      excerpt: null,
    })),
    ...(stored.firstSeen !== undefined && { firstSeen: stored.firstSeen }),
    ...(stored.atHead !== undefined && { atHead: stored.atHead }),
    validity: stored.validity,
    hygiene: [...stored.hygiene],
    suppressed: stored.suppressed,
  };
}
