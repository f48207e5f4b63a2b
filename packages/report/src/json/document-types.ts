/** The types of `keyturn/findings@1`. The schema is checked against them, and so is what is written. */
import type {
  Confidence,
  Coverage,
  Environment,
  FirstSeen,
  GitPlace,
  HygieneVerdict,
  OccurrenceSource,
  Place,
  Severity,
  Suppressed,
  Validity,
} from '@keyturn/scanner';
import type { Narrowing } from '../format.ts';

export interface FindingsDocument {
  schema: 'keyturn/findings@1';
  tool: { name: 'keyturn'; version: string };
  roots: string[];
  coverage: Coverage & { narrowed?: Narrowing[] };
  findings: FindingDocument[];
}

export interface FindingDocument {
  fingerprint: string;
  rule: string;
  provider: string | null;
  candidates: string[];
  environment: Environment;
  confidence: Confidence;
  severity: Severity;
  preview: string;
  evidence?: string[];
  occurrences: OccurrenceDocument[];
  firstSeen?: FirstSeen | null;
  atHead?: boolean;
  validity: Validity;
  hygiene: HygieneVerdict[];
  suppressed: Suppressed | null;
}

export interface OccurrenceDocument extends Place, Partial<GitPlace> {
  source: OccurrenceSource;
  root?: number;
  path: string | null;
  encoding: string[];
  suppressed: Suppressed | null;
}
