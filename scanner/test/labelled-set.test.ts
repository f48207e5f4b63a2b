import { describe, expect, it } from 'vitest';
import { compileRules, FindingCollector, Scanner, WasmPrefilter } from '../src/index.ts';
import type { Finding } from '../src/index.ts';
import { filesOf, labelledCases } from './labelled-set.ts';
import type { LabelledCase, LabelledFile } from './labelled-set.ts';

const SEEDS = 8;
const rules = compileRules();
const scanner = new Scanner(rules, new WasmPrefilter(rules.anchors));
const encoder = new TextEncoder();

function scanAll(files: readonly LabelledFile[]): Finding[] {
  const collector = new FindingCollector();
  for (const { path, text } of files) {
    for (const sighting of scanner.scan(encoder.encode(text), { path })) {
      collector.add({ sighting, where: { source: 'file', root: 0, path } });
    }
  }
  return collector.findings();
}

/** 1-based line and column in UTF-16 units, the slow and obvious way. */
function placeOf(text: string, at: number): [number, number] {
  const before = (text.startsWith('\ufeff') ? text.slice(1) : text).slice(0, at - (text.startsWith('\ufeff') ? 1 : 0));
  const lines = before.split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

interface Score {
  hits: number;
  misses: string[];
  falseFindings: string[];
  wrong: string[];
}

function judgeCase(one: LabelledCase, score: Score): void {
  for (let seed = 0; seed < SEEDS; seed++) {
    const files = filesOf(one, seed);
    const left = scanAll(files).flatMap((finding) =>
      finding.occurrences.map((occurrence) => ({ finding, occurrence })),
    );
    for (const file of files) {
      for (const { expectation, value, at } of file.places) {
        const [line, column] = placeOf(file.text, at);
        const index = left.findIndex(
          ({ occurrence }) =>
            occurrence.path === file.path &&
            occurrence.startLine === line &&
            occurrence.startColumn === column &&
            (occurrence.endLine !== line || occurrence.endColumn === column + value.length),
        );
        const found = left[index];
        if (found === undefined) {
          if (expectation.optional !== true) score.misses.push(`${one.id} (${one.theme}) ${file.path}:${line}`);
          continue;
        }
        left.splice(index, 1);
        const { finding } = found;
        const problems = [
          finding.rule !== expectation.rule && `rule ${finding.rule}, not ${expectation.rule}`,
          finding.provider !== expectation.provider && `provider ${finding.provider}, not ${expectation.provider}`,
          expectation.candidates0 !== undefined &&
            finding.candidates[0] !== expectation.candidates0 &&
            `first candidate ${finding.candidates[0]}, not ${expectation.candidates0}`,
          expectation.environment !== undefined &&
            finding.environment !== expectation.environment &&
            `environment ${finding.environment}, not ${expectation.environment}`,
          expectation.confidence !== undefined &&
            !expectation.confidence.includes(finding.confidence) &&
            `confidence ${finding.confidence}, not ${expectation.confidence.join(' or ')}`,
        ].filter((problem) => problem !== false);
        if (problems.length > 0) score.wrong.push(`${one.id} (${one.theme}): ${problems.join('; ')}`);
        else score.hits++;
      }
    }
    for (const { finding, occurrence } of left) {
      if (finding.confidence !== 'low') {
        score.falseFindings.push(
          `${one.id} (${one.theme}): ${finding.rule} ${finding.confidence} at ${occurrence.path}:${occurrence.startLine} ${finding.preview}`,
        );
      } else {
        score.wrong.push(`${one.id} (${one.theme}): low ${finding.rule} at ${occurrence.path}:${occurrence.startLine}`);
      }
    }
  }
}

describe('the labelled set', () => {
  const cases = labelledCases();
  const score: Score = { hits: 0, misses: [], falseFindings: [], wrong: [] };
  for (const one of cases) judgeCase(one, score);
  const unique = (lines: readonly string[]): string => [...new Set(lines)].join('\n');

  it('has hundreds of cases', () => {
    expect(cases.length).toBeGreaterThan(500);
    expect(score.hits).toBeGreaterThan(2000);
  });
  it('has every key found, exactly where it stands', () => {
    expect(unique(score.misses)).toBe('');
  });
  it('has nothing else reported', () => {
    expect(unique(score.falseFindings)).toBe('');
  });
  it('has rule, provider, environment and confidence right', () => {
    expect(unique(score.wrong)).toBe('');
  });
});
