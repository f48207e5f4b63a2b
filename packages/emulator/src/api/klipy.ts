import type { State } from '../state.ts';
import { bearer, isRead } from './api.ts';
import type { Api, Call, Reply } from './api.ts';

const error = (_status: number, code: string, message: string): unknown => ({ code, message, details: null });
const good = (workspace = 'acme'): unknown => ({
  object: 'authentication',
  data: { organization: { name: `${workspace} Ltd` } },
  meta: {},
});
const refusal = (): unknown => error(401, 'unauthorized', 'Invalid API key');

function present(call: Call): string | null {
  const own = call.headers['x-klipy-api-key'];
  return typeof own === 'string' ? own : bearer(call);
}

/** Klipy: its own header or Bearer, scopes by resource, expiry; a narrow key is denied `/authenticate`. */
export const klipy: Api = {
  id: 'klipy',
  base: '/klipy/api/v1',
  limits: { key: 200, organisation: 1000 },
  style: { reset: 'seconds-remaining' },
  present,
  good,
  refusal,
  error,
  answer(call: Call, state: State): Reply {
    const key = state.find('klipy', present(call) ?? '');
    const standing = state.standing(key);
    if (standing === 'expired') return { status: 401, body: error(401, 'key_expired', 'This API key has expired') };
    if (key === undefined || standing !== 'live') return { status: 401, body: refusal() };
    const path = call.path.replace(/\?.*$/, '');
    if (path === '/authenticate') {
      if (key.scopes.includes('ALL')) return { status: 200, body: good(key.workspace), key };
      // Both happen, says the documentation: the first scope decides here, so that a test can have either.
      const status = key.scopes[0]?.startsWith('companies') === true ? 401 : 403;
      return { status, body: error(status, 'insufficient_scope', 'This API key is not scoped for the request'), key };
    }
    const [, resource] = /^\/(people|companies|interactions)(?:\/[^/]+)?$/.exec(path) ?? [];
    if (resource === undefined) return { status: 404, body: error(404, 'not_found', 'Not found'), key };
    const scope = `${resource}:${isRead(call.method) ? 'read' : call.method === 'DELETE' ? 'remove' : 'write'}`;
    if (!key.scopes.includes('ALL') && !key.scopes.includes(scope)) {
      return { status: 403, body: error(403, 'insufficient_scope', `This API key lacks ${scope}`), key };
    }
    return { status: isRead(call.method) ? 200 : 201, body: { object: 'list', data: [], meta: {} }, key };
  },
};
