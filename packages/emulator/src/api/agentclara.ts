import type { State } from '../state.ts';
import { bearer } from './api.ts';
import type { Api, Call, Reply } from './api.ts';

const error = (message: string): unknown => ({ success: false, error: message });
const notFound = { status: 404, body: error('Conversation not found') };

/**
 * AgentClara: Bearer, one message for a key that is wrong and for one of another environment. Its order of checks is not
 * published: `looksFirst` answers 404 before it looks at the key.
 */
export function agentclara(
  options: { readonly looksFirst?: boolean; readonly environment?: 'live' | 'test' } = {},
): Api {
  const { looksFirst = false, environment = 'live' } = options;
  return {
    id: 'agentclara',
    base: '/agentclara',
    limits: { key: 1000 },
    style: null,
    present: bearer,
    good: () => error('Conversation not found'),
    refusal: () => error('Invalid API key'),
    error: (_status, _code, message) => error(message),
    answer(call: Call, state: State): Reply {
      const [, id] = /^\/conversations\/([^/?]+)/.exec(call.path) ?? [];
      if (looksFirst && id !== undefined) return notFound;
      const key = state.find('agentclara', bearer(call) ?? '');
      const isHere = key?.environment === null || key?.environment === environment;
      if (key === undefined || state.standing(key) !== 'live' || !isHere) {
        {
          return { status: 401, body: error('Invalid API key') };
        }
      }
      if (id !== undefined) return { ...notFound, key };
      if (/^\/(?:conversations|contacts)(?:\?|$)/.test(call.path)) {
        {
          return { status: 200, body: { success: true, data: [] }, key };
        }
      }
      return { status: 404, body: error('Not found'), key };
    },
  };
}
