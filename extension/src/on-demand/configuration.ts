/** What a folder says: a chunk of its own, which in turn loads YAML, zod and RE2 where a configuration needs them. */
export { findWorkTree } from '@keyturn/scanner/node';
export { readFolderConfiguration } from '../configuration/folder-configuration.ts';
