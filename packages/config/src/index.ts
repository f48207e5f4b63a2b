/** What needs no YAML, no zod and no RE2: loaded by every scan. `./load` reads configurations, `./import` other tools' files. */
export { CONFIG_NAME, combine, hasNoFloor, leavesOut, passesFloors } from './config.ts';
export type { Config, OwnConfig, PathPattern, Taken } from './config.ts';
export { suppressInline } from './suppress/suppress-inline.ts';
export type { InlineOptions } from './suppress/suppress-inline.ts';
export { suppressByConfig } from './suppress/suppress-by-config.ts';
export type { ConfigSuppression } from './suppress/suppress-by-config.ts';
export { clearMarksOfActive } from './suppress/clear-marks-of-active.ts';
export { unkeyed } from './suppress/marks.ts';
export type { Marked } from './suppress/marks.ts';
export { BASELINE_NAME, entriesOf, formatBaseline, parseBaseline } from './baseline/baseline-file.ts';
export type { BaselineEntry } from './baseline/baseline-file.ts';
export { applyBaseline, goneNotices } from './baseline/apply-baseline.ts';
export type { BaselineMarked } from './baseline/apply-baseline.ts';
export { withBaselineAttributes } from './baseline/attributes.ts';
export { readInTree } from './read-in-tree.ts';
export { initTemplate } from './init-template.ts';
export { hookKinds, hookSnippet, isOurHook, preCommitHook, preReceiveHook } from './hooks/hook-scripts.ts';
export type { HookKind } from './hooks/hook-scripts.ts';
