export { formatNames } from './format.ts';
export type { Format, Formatter, Narrowing, ReportInput, Sink, TextStyle } from './format.ts';
export { loadFormatter } from './load-formatter.ts';
export { KeyMask } from './key-mask.ts';
export { describeSuppression, explanationOf, levelOf, titleOf, whereOf } from './places.ts';
