import { agentclara } from './agentclara.ts';
import { clarify } from './clarify.ts';
import { clarky } from './clarky.ts';
import { klipy } from './klipy.ts';
import type { Provider } from './types.ts';

export { lexicon, placeholderWords } from './placeholder-lexicon.ts';
export { rivals } from './rivals.ts';
export { ambiguousRule, rules } from './rules.ts';
export type * from './types.ts';

/** The services whose keys Keyturn finds, in the order in which they are listed. */
export const providers: readonly Provider[] = [clarky, clarify, klipy, agentclara];
