import { expect, it } from 'vitest';
import { compileRules } from '../rule-set.ts';
import { formsOf, keyOf, makeForms, packForms, unpackForms } from './anchor-forms.ts';
import { ownKey } from './forms.generated.ts';

const { anchors, shapes, contextual } = compileRules(undefined, undefined, [], false);
const decoded = anchors.filter(({ id }) => shapes[id] !== undefined || contextual[id] !== undefined);

it('are those that the build has made, for our own providers', () => {
  expect(ownKey).toBe(keyOf(decoded));
  expect(formsOf(decoded)).toEqual(makeForms(decoded));
});

it('are made for any others', () => {
  const others = [{ id: 0, text: 'acme_live_', ignoreCase: false }];
  expect(formsOf(others)).toEqual(makeForms(others));
  expect(unpackForms(packForms(makeForms(others)))).toEqual(makeForms(others));
});
