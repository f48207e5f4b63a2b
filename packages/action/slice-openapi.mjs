// Cuts GitHub's OpenAPI description (api.github.com.json of @octokit/openapi) down to the operations that the action calls.
// Run by hand when one is added: node slice-openapi.mjs PATH/api.github.com.json

import { readFileSync, writeFileSync } from 'node:fs';

/** By the fixture that holds the slice. */
const SLICES = {
  'test/fixtures/github-openapi.json': [
    'issues/list-comments',
    'issues/create-comment',
    'issues/update-comment',
    'checks/create',
    'checks/update',
    'code-scanning/upload-sarif',
    'code-scanning/list-recent-analyses',
    'users/get-authenticated',
  ],
  '../auditor/test/fixtures/github-openapi.json': [
    'repos/get',
    'repos/list-for-org',
    'repos/list-for-user',
    'repos/list-for-authenticated-user',
    'users/get-authenticated',
    'issues/create',
    'issues/get',
    'issues/list-for-repo',
    'issues/update',
    'issues/create-comment',
    'issues/list-comments',
  ],
};

/** @typedef {Record<string, Record<string, unknown>>} Section */

const document = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
for (const [file, operations] of Object.entries(SLICES)) {
  writeFileSync(new URL(file, import.meta.url), `${JSON.stringify(sliceOf(new Set(operations)))}\n`);
}

/** @param {Set<string>} operations */
function sliceOf(operations) {
  /** @type {{ openapi: string, info: unknown, paths: Section, components: Section }} */
  const slice = { openapi: document.openapi, info: document.info, paths: {}, components: {} };
  for (const [path, item] of Object.entries(
    /** @type {Record<string, Record<string, { operationId?: string }>>} */ (document.paths),
  )) {
    for (const [method, operation] of Object.entries(item)) {
      if (operations.delete(operation?.operationId ?? '')) {
        (slice.paths[path] ??= {})[method] = operation;
      }
    }
  }
  if (operations.size > 0) {
    throw new Error(`The description lacks ${[...operations].join(', ')}`);
  }
  follow(slice.paths, slice.components);
  return slice;
}

/**
 * @param {unknown} value
 * @param {Section} components
 */
function follow(value, components) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  if ('$ref' in value && typeof value.$ref === 'string') {
    const [, , section = '', name = ''] = value.$ref.split('/');
    const there = (components[section] ??= {});
    if (!(name in there)) {
      there[name] = document.components[section][name];
      follow(there[name], components);
    }
  }
  Object.values(value).forEach((one) => follow(one, components));
}
