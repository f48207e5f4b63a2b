/** Findings written while the scan goes on, each with the marks that it will have in the end. */
import { applyBaseline, markSuppressed, unkeyed } from '@keyturn/config';
import type { BaselineEntry, Config } from '@keyturn/config';
import { loadJsonlStream } from '@keyturn/report';
import type { JsonlStream } from '@keyturn/report';
import { FindingCollector } from '@keyturn/scanner';
import type { Finding } from '@keyturn/scanner';
import type { FileScanOptions } from '@keyturn/scanner/node';
import { now } from './clock.ts';
import type { HygieneJudge } from './hygiene.ts';

export interface LinesAsFound {
  /** Ended with the whole result. */
  readonly stream: JsonlStream;
  readonly found: NonNullable<FileScanOptions['onFound']>;
}

/**
 * Lines of jsonl, each file's as soon as it is searched. Notices of what marks are told once, with the whole result.
 *
 * @param write takes whole lines
 * @param judge sees one file at a time: what lies in several is told by the other formats
 */
export async function linesAsFound(
  write: (text: string) => void,
  config: Config | undefined,
  baseline: readonly BaselineEntry[],
  judge: HygieneJudge,
): Promise<LinesAsFound> {
  const stream = await loadJsonlStream(write);
  const known = new Map<string, BaselineEntry[]>();
  for (const entry of baseline) {
    const entries = known.get(entry.fingerprint);
    if (entries === undefined) known.set(entry.fingerprint, [entry]);
    else entries.push(entry);
  }
  return {
    stream,
    found: (located, roots) => {
      const findings = findingsOf(located);
      judge({ findings, roots });
      markSuppressed(findings, config, now());
      for (const finding of findings) applyBaseline([finding], known.get(unkeyed(finding)) ?? []);
      stream.found(findings, roots);
    },
  };
}

/** Findings as one file's sightings make them. */
export function findingsOf(found: Parameters<LinesAsFound['found']>[0]): Finding[] {
  const collector = new FindingCollector();
  for (const one of found) collector.add(one);
  return collector.findings();
}
