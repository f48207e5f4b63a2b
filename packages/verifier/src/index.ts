export { createVerifier } from './verifier.ts';
export type { Extras, Verifier } from './verifier.ts';
export type { VerifierOptions } from './options.ts';
export type { HeldBack, Plan, PlannedRequest } from './plan.ts';
export type { Verdict } from './verdict-cache.ts';
export type { Facts } from './judge.ts';
