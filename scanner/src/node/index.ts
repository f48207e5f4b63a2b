export { scanFiles } from './files/scan-files.ts';
export type { FileProgress, FileScanOptions } from './files/scan-files.ts';
export { elapsed } from './elapsed.ts';
export { findWorkTree } from './files/repository.ts';
export { scanBytes } from './scan-bytes.ts';
export { scanStream } from './scan-stream.ts';
export { createScanner } from './pool/create-scanner.ts';
export { compileCustomRules } from './pool/custom-rules.ts';
export type { CompiledCustomRules, CustomRules } from './pool/custom-rules.ts';
