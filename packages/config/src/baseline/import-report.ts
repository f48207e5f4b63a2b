/**
 * A baseline out of another tool's report. gitleaks' and trufflehog's hold the values, of which the fingerprints are made;
 * detect-secrets' holds SHA-1 hashes, which are looked up among the keys that a scan has found. No value is kept.
 */
import { createHash } from 'node:crypto';
import { fingerprint, KeyturnError, Secret } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import { z } from 'zod';
import { unkeyed } from '../suppress/marks.ts';
import type { BaselineEntry } from './baseline-file.ts';

export interface ImportedBaseline {
  readonly tool: 'gitleaks' | 'detect-secrets' | 'trufflehog';
  readonly entries: readonly BaselineEntry[];
  /** What could not be taken over, in sentences. */
  readonly problems: readonly string[];
}

const gitleaks = z.array(z.looseObject({ RuleID: z.string(), Secret: z.string(), File: z.string().default('') }));
const detectSecrets = z.looseObject({
  results: z.record(z.string(), z.array(z.looseObject({ hashed_secret: z.string(), filename: z.string().optional() }))),
});
const place = z.looseObject({ file: z.string().optional(), link: z.string().optional() });
const trufflehog = z.looseObject({
  DetectorName: z.string(),
  Raw: z.string().default(''),
  SourceMetadata: z.looseObject({ Data: z.record(z.string(), place).default({}) }).optional(),
});

/**
 * @param findings what a scan of the same tree has found; detect-secrets' hashes are looked up among them
 * @throws KeyturnError `config` where it is none of the three
 */
export function importReport(text: string, file: string, findings: readonly Finding[]): ImportedBaseline {
  const value = parseAny(text);
  const leaks = gitleaks.safeParse(value);
  if (leaks.success) return fromGitleaks(leaks.data);
  const detected = detectSecrets.safeParse(value);
  if (detected.success) return fromDetectSecrets(detected.data.results, findings);
  const lines = z
    .array(trufflehog)
    .min(1)
    .safeParse(Array.isArray(value) ? value : parseLines(text));
  if (lines.success) return fromTrufflehog(lines.data);
  throw new KeyturnError(
    'config',
    `${file} is no report of gitleaks (JSON), detect-secrets (.secrets.baseline) or trufflehog (--json).`,
  );
}

function fromGitleaks(all: z.infer<typeof gitleaks>): ImportedBaseline {
  const isWhole = (value: string): boolean => value !== '' && !/^REDACTED$|\.\.\.$/.test(value);
  const redacted = all.filter((one) => !isWhole(one.Secret)).length;
  return {
    tool: 'gitleaks',
    entries: all.filter((one) => isWhole(one.Secret)).map((one) => entryOf(one.Secret, one.File)),
    problems:
      redacted === 0
        ? []
        : [`${redacted} redacted entries have no value to make a fingerprint of: write the report without --redact.`],
  };
}

function fromTrufflehog(all: readonly z.infer<typeof trufflehog>[]): ImportedBaseline {
  const whole = all.filter(({ Raw }) => Raw !== '');
  return {
    tool: 'trufflehog',
    entries: whole.map(({ Raw, SourceMetadata }) =>
      entryOf(Raw, Object.values(SourceMetadata?.Data ?? {})[0]?.file ?? ''),
    ),
    problems:
      whole.length === all.length
        ? []
        : [`${all.length - whole.length} entries have no value to make a fingerprint of.`],
  };
}

function fromDetectSecrets(
  results: z.infer<typeof detectSecrets>['results'],
  findings: readonly Finding[],
): ImportedBaseline {
  // The one place besides fingerprint and verifier that needs the value: their hash is of it, and nothing else is kept.
  const byHash = new Map(
    findings.map((finding) => [createHash('sha1').update(finding.secret.reveal()).digest('hex'), unkeyed(finding)]),
  );
  const all = Object.entries(results).flatMap(([path, list]) =>
    list.map(({ hashed_secret: hash }) => ({ path, print: byHash.get(hash) })),
  );
  const entries = all.flatMap(({ path, print }) =>
    print === undefined ? [] : [{ fingerprint: print, path: cleanPath(path) }],
  );
  const unknown = all.length - entries.length;
  return {
    tool: 'detect-secrets',
    entries,
    problems: unknown === 0 ? [] : [`${unknown} entries are no keys that Keyturn finds here: they are not needed.`],
  };
}

function entryOf(value: string, path: string): BaselineEntry {
  return { fingerprint: fingerprint(new Secret(value.trim(), 0)), path: cleanPath(path) };
}

function cleanPath(path: string): string | null {
  const clean = path.replaceAll('\\', '/').replace(/^\.\//, '');
  return clean === '' || clean.startsWith('/') ? null : clean;
}

function parseAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseLines(text: string): unknown[] {
  const values = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseAny);
  // trufflehog's log lines stand between its results.
  return values.filter((value) => typeof value === 'object' && value !== null && 'DetectorName' in value);
}
