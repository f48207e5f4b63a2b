export { factsOfEntry, knownKeys } from './entry-facts.ts';
export { addToKeysFile, readKeysFile, readKeysFileIfAny } from './keys-file.ts';
export { locate } from './locate.ts';
export type { Located } from './locate.ts';
export { checkNewEntries } from './new-entries.ts';
export type { KeyEntry, KeysDocument } from './schema.ts';
