/** Reads configurations. Loaded only where there is one: YAML, zod and RE2 cost a start what a small scan takes. */
import { dirname, resolve } from 'node:path';
import type { Provider } from '@keyturn/providers';
import { KeyturnError, compileGlob } from '@keyturn/scanner';
import type { Config, OwnConfig, PathPattern, Taken } from './config.ts';
import type { PathMatcher } from '@keyturn/scanner';
import { parseYaml } from './parse-yaml.ts';
import type { Parsed } from './parse-yaml.ts';
import { compileRule } from '@keyturn/scanner/rules';
import type { RuleDefinition } from '@keyturn/scanner/rules';
import { treeSchema, userOnlyKeys, userSchema } from './schema.ts';
import type { ProviderConfig, RuleConfig, TreeConfig } from './schema.ts';

export { customRulesOf } from './custom-rules.ts';
export type { AddedRules } from './custom-rules.ts';

/**
 * A scanned tree's `keyturn.yaml`. It may narrow what is found and add rules that find; what it says beyond that is passed
 * over, and told.
 *
 * @param file how it is called in messages
 * @throws KeyturnError `config` with file, line and column
 */
export function readTreeConfig(text: string, file: string): Config {
  const notices: string[] = [];
  const parsed = parseYaml(text, file, treeSchema, {
    drop: userOnlyKeys,
    onDrop: (key, line) =>
      notices.push(`${file}:${line}: ${key} counts in your own configuration only, never in a scanned tree’s.`),
  });
  const { baseline = '', importRules } = parsed.value;
  for (const path of [baseline, ...importRules].filter(leadsOutside)) {
    throw new KeyturnError('config', `${file}: ${JSON.stringify(path)} leads out of the tree. Name a path in it.`);
  }
  return compile(parsed, file, notices, null);
}

/** The user's own configuration, which may say everything. @throws KeyturnError `config` */
export function readUserConfig(text: string, file: string): Config {
  const parsed = parseYaml(text, file, userSchema);
  const { verify, verifyAs, workspaces, endpoints, targets, audit, hygiene, inventory: where } = parsed.value;
  const folder = dirname(resolve(file));
  const inventory = where === undefined || where === 'ledger' ? (where ?? null) : resolve(folder, where);
  const { baseline, importRules } = parsed.value;
  if (baseline !== undefined) parsed.value.baseline = resolve(folder, baseline);
  parsed.value.importRules = importRules.map((path) => resolve(folder, path));
  return compile(parsed, file, [], { verify, verifyAs, workspaces, endpoints, targets, audit, hygiene, inventory });
}

function compile(
  parsed: Parsed<TreeConfig>,
  file: string,
  notices: string[],
  own: Omit<OwnConfig, 'providers'> | null,
): Config {
  const { value, lineOf } = parsed;
  const guarded = <T>(path: readonly PropertyKey[], make: () => T): T => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new KeyturnError('config', `${file}:${lineOf(path)}: ${path.map(String).join('.')}: ${error.message}`, {
        cause: error,
      });
    }
  };
  const patterns = (key: 'include' | 'exclude'): PathPattern[] =>
    value[key].map((pattern, index) => ({
      pattern,
      by: file,
      fits: guarded([key, index], () => compileGlob(pattern)),
    }));
  const providers = value.providers.map((one, index) => {
    if (one.probe !== undefined && own === null) {
      notices.push(
        `${file}:${lineOf(['providers', index, 'probe'])}: a scanned tree’s provider brings no probe; it only finds.`,
      );
    }
    return providerOf(one, own !== null);
  });
  return {
    include: patterns('include'),
    exclude: patterns('exclude'),
    minSeverity: value.minSeverity,
    minConfidence: value.minConfidence,
    suppressions: value.suppress.map((one, index) => ({
      fingerprint: one.fingerprint ?? null,
      path: matcherOf(one.path, () => guarded(['suppress', index, 'path'], () => compileGlob(one.path ?? ''))),
      rule: one.rule ?? null,
      reason: one.reason,
      owner: one.owner ?? null,
      expires: one.expires ?? null,
      where: `${file}:${lineOf(['suppress', index])}`,
    })),
    baseline: value.baseline ?? null,
    honour: value.comments,
    rules: value.rules.map((one, index) => guarded(['rules', index], () => ruleOf(one))),
    providers,
    importRules: value.importRules,
    notices,
    taken: takenBy(value, file),
    own: own && { ...own, providers },
  };
}

/** A scanned tree names files of its own only. */
function leadsOutside(path: string): boolean {
  return /^[/\\]|^[A-Za-z]:/.test(path) || path.split(/[/\\]/).includes('..');
}

function matcherOf(pattern: string | undefined, make: () => PathMatcher): PathMatcher | null {
  return pattern === undefined ? null : make();
}

/** @throws RangeError where something of it can't be had */
function ruleOf({ path, entropy, ...rest }: RuleConfig): RuleDefinition {
  const paths = path === undefined ? null : { glob: path, pattern: null, except: [] };
  return compileRule({ ...rest, entropy: entropy ?? null, paths }).definition;
}

/** The shape of ours, with nothing invented where the user says nothing. */
function providerOf(one: ProviderConfig, hasProbe: boolean): Provider {
  const { whenExposed, steps, settings } = one.rotation;
  return {
    kind: 'provider',
    id: one.id,
    name: one.name,
    summary: one.summary,
    shapes: one.shapes,
    context: one.context,
    rivals: one.rivals,
    probe: hasProbe && one.probe !== undefined ? { ...one.probe, checks: one.shapes.map((shape) => shape.rule) } : null,
    limits: { published: [], budgetPerMinute: 10, budgetScope: 'key', resetHeader: 'unstated' },
    scopes: [],
    expiry: null,
    rotation: { steps, whenExposed, settings: settings ?? { label: one.name, url: '' } },
    docs: [],
    examples: [],
  };
}

function takenBy(value: TreeConfig, by: string): Taken[] {
  return [
    ...value.include.map((detail): Taken => ({ by, what: 'include', detail })),
    ...value.exclude.map((detail): Taken => ({ by, what: 'exclude', detail })),
    ...(value.minSeverity === 'info' ? [] : [{ by, what: 'severity', detail: value.minSeverity } as const]),
    ...(value.minConfidence === 'low' ? [] : [{ by, what: 'confidence', detail: value.minConfidence } as const]),
  ];
}
