/** What a path and a variable's name tell of where software runs. Nothing is told of most: then it is null. */
import type { Stage } from '../facts.ts';

const WORDS: readonly (readonly [Stage, RegExp])[] = [
  ['production', /(?:^|[._/-])(?:prod|production)(?=$|[._/-])/],
  ['staging', /(?:^|[._/-])(?:stage|staging|preprod|preview|uat)(?=$|[._/-])/],
  ['test', /(?:^|[._/-])(?:test|testing|ci)(?=$|[._/-])/],
  ['development', /(?:^|[._/-])(?:dev|develop|development|local|localhost)(?=$|[._/-])/],
];

/** Settings and deployment, where a stage in the name says where the file counts; a module `prod.ts` may be about products. */
const SETTINGS =
  /(?:^|\/)\.env|\.(?:env|ya?ml|json|toml|ini|properties|tf|tfvars|conf|cfg|xml)$|(?:^|\/)(?:dockerfile|docker-compose)/;
/** A folder of settings by stage: `config/prod/`, `environments/staging/`. */
const STAGED_FOLDER =
  /(?:^|\/)(?:config|configs|env|envs|environments|deploy|deployment|k8s|kubernetes|overlays|helm|terraform|infra|stages)\//;

export function stageOf(path: string | null): Stage | null {
  if (path === null) return null;
  const lower = path.toLowerCase();
  if (!SETTINGS.test(lower) && !STAGED_FOLDER.test(lower)) return null;
  const file = lower.slice(lower.lastIndexOf('/') + 1);
  // The file's own name outranks its folders.
  return wordIn(file) ?? wordIn(lower.slice(0, -file.length));
}

function wordIn(text: string): Stage | null {
  return WORDS.find(([, word]) => word.test(text))?.[0] ?? null;
}

const TEST_FILE =
  /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures?|e2e|cypress|testdata)\/|[._-](?:test|spec|e2e|cy)\.[^/]+$|_test\.(?:go|py|rb|exs?)$|(?:^|\/)(?:test_[^/]+\.py|conftest\.py)$|Tests?\.(?:java|kt|cs|swift|php)$/;

/** Whether tests are all that reads the file. */
export function isTestFile(path: string | null): boolean {
  return path !== null && TEST_FILE.test(path);
}

const SERVICE = /^(?:.*?\/)?((?:packages|services|apps|applications|functions|lambdas|microservices|cmd)\/[^/]+)\/./;

/** The part of a monorepo that deploys by itself, by the folders that are customary. */
export function serviceOf(path: string | null): string | null {
  return path === null ? null : (SERVICE.exec(path)?.[1] ?? null);
}
