// Cuts GitHub's OpenAPI description (api.github.com.json of @octokit/openapi) down to the operations that the action calls.
// Run by hand when one is added: node slice-openapi.mjs PATH/api.github.com.json

import { readFileSync, writeFileSync } from 'node:fs';

const OPERATIONS = new Set([
  'issues/list-comments',
  'issues/create-comment',
  'issues/update-comment',
  'checks/create',
  'checks/update',
  'code-scanning/upload-sarif',
  'users/get-authenticated',
]);

/** @typedef {Record<string, Record<string, unknown>>} Section */

const document = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
/** @type {{ openapi: string, info: unknown, paths: Section, components: Section }} */
const slice = { openapi: document.openapi, info: document.info, paths: {}, components: {} };
for (const [path, item] of Object.entries(
  /** @type {Record<string, Record<string, { operationId?: string }>>} */ (document.paths),
)) {
  for (const [method, operation] of Object.entries(item)) {
    if (OPERATIONS.delete(operation?.operationId ?? '')) {
      (slice.paths[path] ??= {})[method] = operation;
    }
  }
}
if (OPERATIONS.size > 0) {
  throw new Error(`The description lacks ${[...OPERATIONS].join(', ')}`);
}
follow(slice.paths);
writeFileSync(new URL('test/fixtures/github-openapi.json', import.meta.url), `${JSON.stringify(slice)}\n`);

/** @param {unknown} value */
function follow(value) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  if ('$ref' in value && typeof value.$ref === 'string') {
    const [, , section = '', name = ''] = value.$ref.split('/');
    const there = (slice.components[section] ??= {});
    if (!(name in there)) {
      there[name] = document.components[section][name];
      follow(there[name]);
    }
  }
  Object.values(value).forEach(follow);
}
