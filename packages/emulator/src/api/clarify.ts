import type { State } from '../state.ts';
import type { Api, Call, Reply } from './api.ts';

const error = (status: number, title: string, detail: string): unknown => ({
  errors: [{ status: String(status), title, detail }],
});
const schemas = (): unknown => ({ data: [{ type: 'schema', id: 'person', attributes: { entity: 'person' } }] });
const refusal = (): unknown => error(401, 'Unauthorized', 'Authentication failed');

function present(call: Call): string | null {
  const header = call.headers['authorization'];
  return typeof header === 'string' ? (/^api-key (\S+)$/.exec(header)?.[1] ?? null) : null;
}

/** Clarify: the `api-key` scheme, one key for one workspace, whose slug is in every URL. Bearer is for OAuth alone. */
export const clarify: Api = {
  id: 'clarify',
  base: '/clarify/v1',
  limits: { workspace: 3000 },
  style: { reset: 'seconds-remaining' },
  present,
  good: schemas,
  refusal,
  error,
  answer(call: Call, state: State): Reply {
    const [, slug, rest] = /^\/workspaces\/([^/]+)(\/[^?]*)/.exec(call.path) ?? [];
    if (slug === undefined) return { status: 400, body: error(400, 'Bad Request', 'A workspace is required') };
    if (!state.hasWorkspace('clarify', slug)) {
      {
        return { status: 404, body: error(404, 'Not Found', 'Workspace not found') };
      }
    }
    const key = state.find('clarify', present(call) ?? '');
    if (key === undefined || state.standing(key) !== 'live' || key.workspace !== slug) {
      {
        return { status: 401, body: refusal() };
      }
    }
    if (rest === '/schemas') return { status: 200, body: schemas(), key };
    if (/^\/objects\/[a-z_]+\/resources$/.test(rest ?? '')) return { status: 200, body: { data: [] }, key };
    return { status: 404, body: error(404, 'Not Found', 'Resource not found'), key };
  },
};
