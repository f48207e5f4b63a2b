/** What git gets to see of us when it clones: the token for its own server alone, and no way to run or ask anything. */
import { delimiter } from 'node:path';

/** GitHub's servers that the token is for: that of GITHUB_SERVER_URL, else the one whose API GITHUB_API_URL is. */
export function tokenServer(env: NodeJS.ProcessEnv): string {
  const named = env['GITHUB_SERVER_URL'] ?? '';
  if (URL.canParse(named)) return new URL(named).origin;
  const api = env['GITHUB_API_URL'] ?? '';
  if (!URL.canParse(api)) return 'https://github.com';
  const { origin, hostname, protocol } = new URL(api);
  return hostname === 'api.github.com' ? `${protocol}//github.com` : origin;
}

/** Keys of the configuration that could start a program, write elsewhere, or throw away what a mirror has to keep. */
export const MIRROR_CONFIG: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.gitProxy=',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  // One pack for each fetch: whole files, synced, that a cache can name.
  'transfer.unpackLimit=1',
  'transfer.bundleURI=false',
  'submodule.recurse=false',
  'init.templateDir=',
  'core.alternateRefsCommand=:',
];

/** Git's environment for one address. */
export function mirrorEnvironment(url: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'USERPROFILE',
    'SYSTEMROOT',
    'XDG_CONFIG_HOME',
    'SSH_AUTH_SOCK',
    'SSH_AGENT_PID',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'GIT_SSL_CAINFO',
    'SSL_CERT_FILE',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_NOSYSTEM',
  ];
  const protocol = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? 'ssh';
  const result: Record<string, string> = {
    ...Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // What git runs for a password would wait for a person.
    GIT_ALLOW_PROTOCOL: protocol,
    GIT_NO_REPLACE_OBJECTS: '1',
    PATH: env['PATH'] ?? ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  };
  const token = env['GITHUB_TOKEN'] ?? '';
  const server = tokenServer(env);
  if (token === '' || !URL.canParse(url) || new URL(url).origin !== server) return result;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  // By the environment, where no list of processes shows it.
  return {
    ...result,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
    GIT_CONFIG_KEY_1: 'credential.helper',
    GIT_CONFIG_VALUE_1: '',
  };
}
