import { expect, it } from 'vitest';
import { compileRules } from '../rule-set.ts';
import { formsOf, headsOf, keyOf, makeForms, packForms, unpackForms } from './anchor-forms.ts';
import { ownKey } from './forms.generated.ts';

const { anchors, shapes, contextual } = compileRules(undefined, undefined, [], false);
const decoded = anchors.plain.filter(({ id }) => shapes[id] !== undefined || contextual[id] !== undefined);

it('are those that the build has made, for our own providers', () => {
  expect(ownKey).toBe(keyOf(decoded));
  const made = makeForms(decoded);
  const { all, ...heads } = formsOf(decoded);
  expect(all()).toEqual(made);
  expect(heads).toEqual(headsOf(made));
});

it('are made for any others', () => {
  const others = [{ id: 0, text: 'acme_live_', ignoreCase: false }];
  expect(formsOf(others).all()).toEqual(makeForms(others));
  expect(unpackForms(packForms(makeForms(others)))).toEqual(makeForms(others));
});
