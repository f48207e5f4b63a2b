// Checks the layers with dependency-cruiser, and then the check itself: it must have seen the sources, and must report
// every violation that test/architecture/violations commits on purpose.

import { existsSync, readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import { rules } from './layers.mjs';
import { root } from './root.mjs';

const VIOLATIONS = `${root}test/architecture/violations`;

/**
 * @param {string} baseDir
 * @returns {Promise<import('dependency-cruiser').ICruiseResult>}
 */
async function look(baseDir) {
  const folders = ['scanner', 'packages', 'extension', 'bench'].filter((name) => existsSync(`${baseDir}/${name}`));
  const { output } = await cruise(folders, {
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules() },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: String.raw`(^|/)dist/|/corpora/|/fixtures/|/corpus/|^scanner/wasm/` },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@keyturn/source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  });
  if (typeof output === 'string') {
    throw new TypeError('dependency-cruiser gave text instead of a result');
  }
  return output;
}

/** @param {string} folder */
function countSources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /(^|[/\\])src[/\\].*\.ts$/.test(path) && !/node_modules|dist[/\\]|fixtures|corpus/.test(path),
  ).length;
}

/** @param {import('dependency-cruiser').ICruiseResult} result */
function seenSources(result) {
  return result.modules.filter(({ source }) => /(^|\/)src\/.*\.ts$/.test(source)).length;
}

const result = await look(root.slice(0, -1));
const problems = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

const expected = ['scanner', 'packages', 'bench', 'extension']
  .filter((name) => existsSync(root + name))
  .map((name) => countSources(root + name))
  .reduce((sum, count) => sum + count, 0);
const seen = seenSources(result);
if (seen < expected) {
  problems.push(`dependency-cruiser saw ${seen} of ${expected} source files, so its silence means nothing`);
}

const fixture = await look(VIOLATIONS);
const broken = new Set(fixture.summary.violations.map(({ rule }) => rule.name));
for (const { name } of rules()) {
  if (name !== undefined && !broken.has(name)) {
    problems.push(`${name} does not bite: test/architecture/violations breaks it, and nothing is reported`);
  }
}

if (problems.length > 0) {
  process.stdout.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${seen} source files, ${broken.size} rules, each proven by a violation\n`);
}
