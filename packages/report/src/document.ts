/** A result in the shape of `keyturn/findings@1`, piece by piece, for whoever keeps it: masked, without a value. */
export { findingOf, headOf } from './json/document.ts';
export { KeyMask } from './key-mask.ts';
