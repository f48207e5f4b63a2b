// The layers of docs/architecture.md as rules for dependency-cruiser: who may not know whom.
// test/architecture/violations breaks each of them once; a rule that nothing there breaks fails the check.

/** What each room may import, besides itself and packages from outside. A folder that is not listed may import nothing. */
const ROOMS = {
  'packages/providers': [],
  scanner: ['packages/providers'],
  'packages/config': ['packages/providers', 'scanner'],
  'packages/verifier': ['packages/providers', 'scanner'],
  'packages/hygiene': ['packages/providers', 'scanner'],
  'packages/inventory': ['packages/providers', 'scanner', 'packages/config', 'packages/hygiene'],
  'packages/report': ['packages/providers', 'scanner'],
  'packages/ledger': ['packages/providers', 'scanner', 'packages/verifier', 'packages/hygiene', 'packages/inventory'],
  'packages/auditor': [
    'packages/providers',
    'scanner',
    'packages/config',
    'packages/verifier',
    'packages/hygiene',
    'packages/inventory',
    'packages/report',
    'packages/ledger',
  ],
  'packages/emulator': ['packages/providers'],
};

/** They import the rooms, and never each other. */
const FACES = ['packages/cli', 'packages/action', 'extension'];

const NETWORK = ['dgram', 'dns', 'http', 'http2', 'https', 'net', 'tls', 'undici', 'axios', 'got', 'node-fetch', 'ws'];
const TEST = String.raw`\.test\.ts$|/test/`;
const EVERYWHERE = String.raw`^(scanner|packages/[^/]+|extension|bench|test|scripts)/`;

/** @param {string[]} folders */
function inside(folders) {
  return `^(${folders.join('|')})/`;
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType[]} */
export function rules() {
  const rooms = Object.entries(ROOMS).map(([room, allowed]) => ({
    name: `${room}-imports-downwards`,
    comment: `${room} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}.`,
    from: { path: inside([room]), pathNot: TEST },
    to: { path: EVERYWHERE, pathNot: inside([room, ...allowed]) },
  }));
  const faces = FACES.map((face) => ({
    name: `${face}-imports-no-other-face`,
    comment: 'The faces never import each other.',
    from: { path: inside([face]), pathNot: `${TEST}|/[^/]+\\.mjs$` },
    to: { path: inside([...FACES.filter((other) => other !== face), 'bench', 'test', 'scripts']) },
  }));
  return [
    ...rooms,
    ...faces,
    {
      name: 'core-imports-no-source',
      comment: 'The scanner’s core knows nothing of files, git and threads.',
      from: { path: '^scanner/src/', pathNot: ['^scanner/src/node/', TEST] },
      to: { path: '^scanner/src/node/' },
    },
    {
      name: 'core-imports-no-builtin',
      comment: 'The scanner’s core runs in a browser: no module of Node.',
      from: { path: '^scanner/src/', pathNot: ['^scanner/src/node/', TEST] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'detection-has-no-network',
      comment: 'Detection never touches the network: not the scanner, its sources, the providers or the formats.',
      from: { path: inside(['scanner', 'packages/providers', 'packages/report', 'packages/hygiene']), pathNot: TEST },
      to: { path: `^(node:)?(${NETWORK.join('|')})(/|$)|node_modules/(${NETWORK.join('|')})/` },
    },
    {
      name: 'no-test-code-in-sources',
      comment: 'What ships imports no test.',
      from: { path: '/src/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle is two modules that are one.',
      from: {},
      to: { circular: true, viaOnly: { pathNot: 'node_modules' } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that can’t be resolved is one that no rule has looked at.',
      from: {},
      // The editor itself brings the one, and the cache of tools the other (extension/tools).
      to: { couldNotResolve: true, pathNot: '^(vscode|mocha(/mocha)?)$' },
    },
  ];
}
