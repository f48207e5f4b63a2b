export { clientSide, variableName } from './client-side/client-side.ts';
export type { ClientSide, CodePlace } from './client-side/client-side.ts';
export type { Entry, KeyFacts, KnownDate, Stage, Use } from './facts.ts';
export { judgeKey, rankOf, rotationDay } from './judge.ts';
export { isTestFile, serviceOf, stageOf } from './place/stage.ts';
export { defaultPolicy, policyOf, presets } from './policy.ts';
export type { Policy, PolicyRule, Preset, PresetName, Thresholds } from './policy.ts';
export { codes } from './verdict.ts';
export type { HygieneCode, Verdict } from './verdict.ts';
