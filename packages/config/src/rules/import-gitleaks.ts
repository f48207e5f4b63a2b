/**
 * Rules from a gitleaks or betterleaks TOML. What can be taken over is; what can't is said, rule by rule.
 * https://github.com/gitleaks/gitleaks#configuration
 */
import { KeyturnError } from '@keyturn/scanner';
import { LinearPattern } from '@keyturn/scanner/rules';
import type { RuleDefinition } from '@keyturn/scanner/rules';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';

const allowlist = z.looseObject({
  regexes: z.array(z.string()).default([]),
  stopwords: z.array(z.string()).default([]),
  paths: z.array(z.string()).default([]),
  commits: z.array(z.string()).default([]),
  regexTarget: z.string().default('secret'),
  condition: z.string().default('OR'),
  targetRules: z.array(z.string()).default([]),
});
const shape = z.looseObject({
  extend: z.looseObject({ useDefault: z.boolean().default(false), path: z.string().default('') }).optional(),
  allowlist: allowlist.optional(),
  allowlists: z.array(allowlist).default([]),
  rules: z
    .array(
      z.looseObject({
        id: z.string(),
        description: z.string().default(''),
        regex: z.string().default(''),
        path: z.string().default(''),
        keywords: z.array(z.string()).default([]),
        entropy: z.number().default(0),
        secretGroup: z.int().default(0),
        allowlist: allowlist.optional(),
        allowlists: z.array(allowlist).default([]),
      }),
    )
    .default([]),
});
type Allowlist = z.infer<typeof allowlist>;
type ForeignRule = z.infer<typeof shape>['rules'][number];

/** Parts of a rule that have no counterpart here, and what becomes of them. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  required: 'further rules that have to match beside it are not looked at',
  validate: 'its validation is left out: imported rules only find',
  verify: 'its validation is left out: imported rules only find',
  filter: 'its filter expression is left out',
  expr: 'its filter expression is left out',
};

export interface ImportedRules {
  readonly rules: readonly RuleDefinition[];
  /** One by one: what could not be taken over. */
  readonly problems: readonly string[];
}

/** @throws KeyturnError `config` where it is no TOML, or not of this shape */
export function importGitleaksRules(text: string, file: string): ImportedRules {
  const parsed = shape.safeParse(parseToml(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new KeyturnError(
      'config',
      `${file}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'of another shape'}`,
    );
  }
  const { rules: foreign, extend, allowlist: single, allowlists } = parsed.data;
  const problems: string[] = [];
  const say = (problem: string): number => problems.push(`${file}: ${problem}`);
  if (extend?.useDefault === true) {
    say("extend.useDefault: gitleaks' own rules are not part of the file, and are not imported.");
  }
  if (extend !== undefined && extend.path !== '') say(`extend.path: ${extend.path} is not followed; import it too.`);
  const everywhere = [...(single === undefined ? [] : [single]), ...allowlists];
  const rules = foreign.flatMap((rule) => {
    const sayOf = (problem: string): number => say(`rule ${rule.id}: ${problem}`);
    const lists = [
      ...everywhere.filter((one) => one.targetRules.length === 0 || one.targetRules.includes(rule.id)),
      ...(rule.allowlist === undefined ? [] : [rule.allowlist]),
      ...rule.allowlists,
    ];
    const made = translate(rule, lists, sayOf);
    return made === null ? [] : [made];
  });
  return { rules, problems };
}

function translate(
  rule: ForeignRule,
  lists: readonly Allowlist[],
  say: (problem: string) => void,
): RuleDefinition | null {
  if (rule.regex === '') {
    say('not imported: it has no regex, only a path.');
    return null;
  }
  const keywords = rule.keywords.filter((keyword) => /^[\u0020-\u007e]{4,}$/.test(keyword));
  if (keywords.length === 0 || keywords.length < rule.keywords.length) {
    const short = rule.keywords.filter((keyword) => !keywords.includes(keyword));
    say(
      `not imported: ${short.length === 0 ? 'it has no keyword' : `the keyword ${JSON.stringify(short[0])} is too short`}; each needs four ASCII characters or more.`,
    );
    return null;
  }
  const pattern = patternOf(rule.regex, (problem) => say(`not imported: its regex. ${problem}`));
  if (pattern === null) return null;
  if (rule.secretGroup > pattern.groupCount) {
    say(`not imported: its regex has no group ${rule.secretGroup}.`);
    return null;
  }
  for (const [part, what] of Object.entries(LEFT_OUT)) if (part in rule) say(`${what}.`);
  const usable = lists.filter((list) => isUsable(list, say));
  const several = (sources: readonly string[], what: string): string[] =>
    sources.filter((source) => patternOf(source, (problem) => say(`${what} is left out: ${problem}`)) !== null);
  const [only = null] = several(rule.path === '' ? [] : [rule.path], 'its path');
  const except = usable.flatMap(({ paths }) => several(paths, 'a path of an allowlist'));
  return {
    id: rule.id.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    description: rule.description,
    keywords,
    pattern: rule.regex,
    ignoreCase: false,
    // As gitleaks does it: where no group is named, the first one is the secret.
    group: rule.secretGroup > 0 ? rule.secretGroup : Math.min(1, pattern.groupCount),
    entropy: rule.entropy > 0 ? rule.entropy : null,
    confidence: 'medium',
    paths: only === null && except.length === 0 ? null : { glob: null, pattern: only, except },
    allow: usable.flatMap(({ regexes, stopwords }) => [
      ...several(regexes, 'a regex of an allowlist'),
      ...several(stopwords.map(literally), 'a stopword'),
    ]),
  };
}

function literally(word: string): string {
  return `(?i)${word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`;
}

function isUsable(list: Allowlist, say: (problem: string) => void): boolean {
  if (list.condition.toUpperCase() === 'AND') {
    say('an allowlist whose conditions all have to hold is left out.');
    return false;
  }
  if (list.regexTarget !== 'secret' && list.regexTarget !== '' && list.regexes.length > 0) {
    say(`an allowlist that looks at the ${list.regexTarget} is left out.`);
    return false;
  }
  if (list.commits.length > 0) say('commits of an allowlist are left out: a key is the same in every commit.');
  return true;
}

function patternOf(source: string, say: (problem: string) => void): LinearPattern | null {
  try {
    return new LinearPattern(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    say(error.message);
    return null;
  }
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new KeyturnError('config', `${file}:${error.line}:${error.column}: ${error.message.split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
}
