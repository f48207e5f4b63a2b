export type Anything = unknown;
