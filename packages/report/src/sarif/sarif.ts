/** `--format sarif`: SARIF 2.1.0, a result a line. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
import type { Finding, SkipReason } from '@keyturn/scanner';
import type { Formatter, ReportInput } from '../format.ts';
import { stringify } from '../json/stringify.ts';
import { KeyMask } from '../key-mask.ts';
import { explanationOf, gapReasons, levelOf, titleOf } from '../places.ts';
import { baseIds, locationOf, plainMessage, relatedLocation } from './location.ts';
import { ruleDescriptors } from './rules.ts';

/** Further places of one key that a result names; GitHub takes a thousand. */
const RELATED = 200;
/** Where the tool explains itself. */
const HOMEPAGE = 'https://github.com/keyturn/keyturn';
/** Our own: the hash of the key's value, so a result is the same wherever the key moves. */
const FINGERPRINT = 'keyturnFingerprint/v1';

export const sarif: Formatter = {
  write(input, sink) {
    const { result, tool } = input;
    const mask = new KeyMask(result.findings);
    const rules = ruleDescriptors(result.findings);
    const gaps = Object.keys(result.coverage.skippedTotal) as SkipReason[];
    const driver = {
      name: 'Keyturn',
      version: tool.version,
      semanticVersion: tool.version,
      informationUri: HOMEPAGE,
      rules,
      ...(gaps.length > 0 && { notifications: gaps.map(gapDescriptor) }),
    };
    const indices = new Map(rules.map(({ id }, index) => [id, index]));
    const { complete, files, bytes, blobs, commits, skippedTotal } = result.coverage;
    const coverage = { complete, files, bytes, blobs, commits, skippedTotal };
    sink('{\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"version": "2.1.0",\n"runs": [');
    const runs = input.sarifRuns ?? [{ category: 'keyturn', findings: result.findings }];
    for (const [number, { category, findings }] of runs.entries()) {
      sink(`${number === 0 ? '' : ', '}{\n"tool": ${stringify({ driver })},\n`);
      sink(`"invocations": ${stringify([invocation(input, mask)])},\n`);
      // What stands behind the last slash would be the id of this one run.
      sink(`"automationDetails": ${stringify({ id: `${category}/` })},\n`);
      sink(`"originalUriBaseIds": ${stringify(baseIds(result.roots, mask))},\n`);
      sink('"columnKind": "utf16CodeUnits",\n"redactionTokens": ["…"],\n"results": [');
      let separator = '\n';
      for (const finding of findings) {
        sink(separator + stringify(resultOf(finding, indices.get(finding.rule) ?? -1, mask)));
        separator = ',\n';
      }
      sink('\n],\n');
      sink(`"properties": ${stringify({ coverage, narrowed: input.narrowed ?? [] })}\n}`);
    }
    sink(']\n}\n');
  },
};

function resultOf(finding: Finding, ruleIndex: number, mask: KeyMask) {
  // The main place is one that nothing hides.
  const shown = finding.occurrences.find((one) => one.suppressed === null) ?? finding.occurrences[0];
  const others = finding.occurrences.filter((one) => one !== shown);
  const { suppressed, provider, candidates, environment, confidence, severity, preview, validity, hygiene, evidence } =
    finding;
  const message = `${titleOf(finding)}. ${explanationOf(finding, mask)}`;
  return {
    ruleId: finding.rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: levelOf(severity),
    message: { text: plainMessage(message) },
    locations: shown === undefined ? [] : [locationOf(shown, mask)],
    ...(others.length > 0 && {
      relatedLocations: others.slice(0, RELATED).map((one, index) => relatedLocation(one, index + 1, mask)),
    }),
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    // With one result that says whether it is suppressed, all have to.
    suppressions:
      suppressed === null
        ? []
        : [
            {
              kind: suppressed.by === 'inline' ? 'inSource' : 'external',
              status: 'accepted',
              justification: mask.text(suppressed.reason ?? 'It stands in the baseline.'),
              properties: { by: suppressed.by, owner: suppressed.owner, expires: suppressed.expires },
            },
          ],
    properties: {
      provider,
      candidates,
      environment,
      confidence,
      severity,
      preview,
      evidence: evidence.map((reason) => mask.text(reason)),
      validity,
      hygiene: hygiene.map((verdict) => ({
        ...verdict,
        message: mask.text(verdict.message),
        evidence: mask.text(verdict.evidence),
      })),
      occurrences: finding.occurrences.length,
      ...(shown?.git && { commit: shown.git.commit, blob: shown.git.blob, date: shown.git.date }),
      ...(shown !== undefined &&
        shown.encoding.length > 0 && { encoding: shown.encoding.map((step) => mask.text(step)) }),
    },
  };
}

/** What was not searched, each kind as a notification; the tool itself ran to its end. */
function invocation(input: ReportInput, mask: KeyMask) {
  const { coverage } = input.result;
  const gaps = Object.entries(coverage.skippedTotal) as [SkipReason, number][];
  return {
    executionSuccessful: true,
    toolExecutionNotifications: gaps.map(([reason, total]) => {
      const listed = coverage.skipped.filter((skip) => skip.reason === reason).map(({ where }) => mask.text(where));
      return {
        descriptor: { id: `coverage/${reason}` },
        level: 'warning',
        message: { text: plainMessage(`Incomplete: ${total} not searched, ${gapReasons[reason]}.`) },
        properties: { total, listed },
      };
    }),
    toolConfigurationNotifications: (input.notices ?? []).map((notice) => ({
      level: 'note',
      message: { text: plainMessage(mask.text(notice)) },
    })),
  };
}

function gapDescriptor(reason: SkipReason) {
  const text = `Something that was asked for was not searched: ${gapReasons[reason]}.`;
  return {
    id: `coverage/${reason}`,
    name: `Coverage${pascalCase(reason)}`,
    shortDescription: { text: 'A gap in the coverage.' },
    fullDescription: { text },
    help: { text: `${text} The result says nothing about that part: a key may stand in it.` },
    defaultConfiguration: { level: 'warning' },
  };
}

function pascalCase(id: string): string {
  return id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
