/** The pre-commit hook, for whoever wants one. */
export { hasHook, installHook } from '@keyturn/config/install-hook';
export { findWorkTree } from '@keyturn/scanner/node';
export { keyturnProgram } from '../staged/keyturn-program.ts';
