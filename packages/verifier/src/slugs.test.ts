import { expect, it } from 'vitest';
import { workspacesNamedIn } from './slugs.ts';

const URL_ = 'https://api.clarify.ai/v1/workspaces';

it.each([
  [`curl ${URL_}/acme/objects/person/resources`, ['acme']],
  [`"${URL_}/acme", '${URL_}/globex/schemas' ${URL_}/acme/x`, ['acme', 'globex']],
  ['https://API.clarify.ai/v1/workspaces/acme', ['acme']],
  [`${URL_}/`, []],
  ['https://api.example.com/v1/workspaces/acme', []],
  ['the workspace acme', []],
])('%s', (text, expected) => {
  expect(workspacesNamedIn(text)).toEqual(expected);
});
