import type { State } from '../state.ts';
import { bearer, isRead } from './api.ts';
import type { Api, Call, Reply } from './api.ts';

const COLLECTIONS = new Set(['pipelines', 'contacts', 'deals', 'tasks']);
const MESSAGE = 'Missing or invalid API key';

const error = (code: string, message: string): unknown => ({ error: { code, message } });
const page = (): unknown => ({ data: [], pagination: { page: 1, page_size: 1, total: 0, total_pages: 0 } });

/** Clarky: Bearer, `read` and `write`, 403 after authentication. */
export const clarky: Api = {
  id: 'clarky',
  base: '/clarky/api/v1',
  limits: { key: 120 },
  style: { reset: 'epoch-seconds' },
  present: bearer,
  good: page,
  refusal: () => error('unauthorized', MESSAGE),
  error: (_status, code, message) => error(code, message),
  answer(call: Call, state: State): Reply {
    const key = state.find('clarky', bearer(call) ?? '');
    if (key === undefined || state.standing(key) !== 'live') {
      {
        return { status: 401, body: error('unauthorized', MESSAGE) };
      }
    }
    const scope = isRead(call.method) ? 'read' : 'write';
    if (!key.scopes.includes(scope)) {
      {
        return { status: 403, body: error('forbidden', `This key does not have the ${scope} scope`), key };
      }
    }
    const [, collection = '', id] = /^\/([a-z-]+)(?:\/([^/?]+))?(?:\?|$)/.exec(call.path) ?? [];
    if (!COLLECTIONS.has(collection) || id !== undefined) {
      {
        return { status: 404, body: error('not_found', 'Resource not found'), key };
      }
    }
    if (isRead(call.method)) return { status: 200, body: page(), key };
    return { status: 201, body: { data: { id: 'c0ffee00-0000-4000-8000-000000000001' } }, key };
  },
};
