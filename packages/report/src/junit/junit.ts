/**
 * `--format junit`: a failed case for each place of a key, a skipped one for what is suppressed, an error for each kind of
 * gap. Fits the two schemas in use: Jenkins' xUnit plugin's and Windy Road's.
 */
import { printable } from '@keyturn/scanner';
import type { SkipReason } from '@keyturn/scanner';
import type { Formatter, ReportInput } from '../format.ts';
import { KeyMask } from '../key-mask.ts';
import { describeSuppression, explanationOf, gapReasons, places, titleOf, whereOf } from '../places.ts';
import type { PlaceOfKey } from '../places.ts';
import { placeName } from '../words.ts';

export const junit: Formatter = {
  write(input, sink) {
    const { findings, coverage } = input.result;
    const mask = new KeyMask(findings);
    const seconds = (input.elapsedMs / 1000).toFixed(3);
    const gaps = Object.entries(coverage.skippedTotal) as [SkipReason, number][];
    let failures = 0;
    let skipped = 0;
    for (const { occurrence } of places(input.result)) {
      if (isHidden(occurrence, input)) skipped++;
      else failures++;
    }
    const sums = `tests="${failures + skipped + gaps.length + 1}" failures="${failures}" errors="${gaps.length}"`;
    const suite = `name="keyturn" ${sums} time="${seconds}" skipped="${skipped}" package="keyturn" id="0" hostname="localhost"`;
    sink(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n`);
    sink(`  <testsuite ${suite} timestamp="${new Date().toISOString().slice(0, 19)}">\n    <properties>\n`);
    sink(property('version', input.tool.version));
    sink(property('coverage', coverage.complete ? 'complete' : 'incomplete'));
    for (const root of input.result.roots) sink(property('root', mask.text(root)));
    sink('    </properties>\n');
    const scan = coverage.files + coverage.blobs + coverage.commits;
    sink(`    <testcase classname="keyturn" name="scan of ${scan} files and objects" time="${seconds}"/>\n`);
    for (const place of places(input.result)) sink(testCase(place, input, mask));
    for (const [reason, total] of gaps) {
      const name = `coverage: ${reason}`;
      const message = `Incomplete: ${total} ${gapReasons[reason]}`;
      const listed = coverage.skipped.filter((skip) => skip.reason === reason).map(({ where }) => where);
      sink(open('keyturn', name));
      sink(
        `      <error type="coverage" message="${xml(message)}">${xml(mask.text(listed.join(', ')))}</error>\n    </testcase>\n`,
      );
    }
    sink('    <system-out/>\n    <system-err/>\n  </testsuite>\n</testsuites>\n');
  },
};

function isHidden(occurrence: PlaceOfKey['occurrence'], input: ReportInput): boolean {
  return occurrence.suppressed !== null && input.showSuppressed !== true;
}

function testCase(place: PlaceOfKey, input: ReportInput, mask: KeyMask): string {
  const { finding, occurrence } = place;
  const head = open(mask.text(placeName(occurrence)), `${finding.rule} at ${whereOf(occurrence, mask)}`);
  const title = titleOf(finding);
  const detail = `${explanationOf(finding, mask)}${occurrence.excerpt === null ? '' : `\n${occurrence.excerpt.text}`}\n${finding.fingerprint}`;
  // Windy Road's skipped case holds nothing but a message.
  const body =
    isHidden(occurrence, input) && occurrence.suppressed !== null
      ? `<skipped message="${xml(mask.text(`${title}, suppressed ${describeSuppression(occurrence.suppressed)}`))}"/>`
      : `<failure type="${xml(finding.rule)}" message="${xml(title)}">${xml(detail, true)}</failure>`;
  return `${head}      ${body}\n    </testcase>\n`;
}

function open(classname: string, name: string): string {
  return `    <testcase classname="${xml(classname)}" name="${xml(name)}" time="0">\n`;
}

function property(name: string, value: string): string {
  return `      <property name="${name}" value="${xml(value)}"/>\n`;
}

/** Text that XML 1.0 can hold: no control characters, no halves of pairs. */
function xml(text: string, keepsLines = false): string {
  const lines = keepsLines ? text.split('\n') : [text];
  return lines.map((line) => (PLAIN.test(line) ? line : escaped(line))).join('\n');
}

/** Nearly every line. */
const PLAIN = /^[ !#-%(-;=?-~…’]*$/;

function escaped(line: string): string {
  return printable(line).replaceAll(/[&<>"']|\p{Cs}/gu, (character) => ENTITIES[character] ?? ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
