export { formatNames } from './format.ts';
export type { Format, Formatter, Narrowing, ReportInput, SarifRun, Sink, TextStyle } from './format.ts';
export { loadFormatter, loadJsonlStream } from './load-formatter.ts';
export type { JsonlStream } from './jsonl/jsonl.ts';
export { KeyMask } from './key-mask.ts';
export { describeSuppression, explanationOf, levelOf, titleOf, whereOf } from './places.ts';
export { bytes, count, grouped, ruleName, vendorName } from './words.ts';
