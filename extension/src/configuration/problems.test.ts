import { describe, expect, it } from 'vitest';
import { configurationProblems } from './problems.ts';

describe('what is wrong with a configuration', () => {
  it('is told at its place, each with a suggestion', () => {
    expect(configurationProblems('minSeverity: hih\nexclud: [a]\n', false)).toEqual([
      {
        line: 1,
        column: 14,
        message: 'minSeverity: one of info, low, medium, high, critical; did you mean high?',
        isPassedOver: false,
      },
      { line: 2, column: 1, message: 'there is no "exclud"; did you mean exclude?', isPassedOver: false },
    ]);
  });

  it('holds what the schema cannot: YAML itself, patterns of rules, paths that lead outside', () => {
    expect(configurationProblems('a: [', false)[0]).toMatchObject({ line: 1 });
    const rule = 'rules:\n  - {id: a, keywords: [abcd], pattern: "(?=a)"}\n';
    expect(configurationProblems(rule, false)[0]).toMatchObject({ line: 2, isPassedOver: false });
    expect(configurationProblems('baseline: ../b\n', false)[0]?.message).toContain('leads out of the tree');
  });

  it('tells what a tree has no say in, and lets the user’s own have it', () => {
    const text = 'exclude: [a]\nverify: true\n';
    expect(configurationProblems(text, false)).toEqual([
      {
        line: 2,
        column: 1,
        message: 'verify counts in your own configuration only, never in a scanned tree’s.',
        isPassedOver: true,
      },
    ]);
    expect(configurationProblems(text, true)).toEqual([]);
  });
});
