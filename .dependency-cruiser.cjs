// The layers of lib/, from the bottom up: a folder imports from those before it only, types included.
const LAYERS = [
  'core',
  'manifests',
  'checks/cel',
  'checks/schema',
  'checks/kubernetes',
  'checks/istio',
  'checks/object',
  'checks/graph',
  'checks/rules/base',
  'checks/rules/(egress|istio|kgateway|kyverno|ztunnel)',
  'checks/rules',
  'checks/invariants',
  'checks',
  'constructs/base',
  'constructs/network',
  'constructs/caller',
  'constructs/gateway',
  'constructs/authz',
  'constructs/host',
  'constructs/host-files',
  'constructs/governance',
  'constructs/client',
  'simulate',
  'synth',
  'cli',
];

/** Files right in a folder that has layers of its own (`checks`, `checks/rules`) are above those. */
function pathOf(layer) {
  const isAbove = LAYERS.some((other) => other.startsWith(`${layer}/`));
  return isAbove ? `^lib/${layer}/[^/]+$` : `^lib/${layer}/`;
}

const upward = LAYERS.slice(0, -1).map((layer, index) => ({
  name: `no-upward-import-from-${layer.replaceAll('/', '-')}`,
  comment: 'A layer imports from the layers below it only. CONTRIBUTING.md lists them.',
  severity: 'error',
  from: { path: pathOf(layer) },
  to: { path: [...LAYERS.slice(index + 1).map(pathOf), '^lib/index\\.ts$'] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle-of-files', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-cycle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-file-has-a-layer',
      comment: 'Put the file into one of the folders above, or add its folder to LAYERS.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: [...LAYERS.map(pathOf), '^lib/index\\.ts$'] },
    },
    {
      name: 'imports-use-checks-of-one-object-only',
      comment: 'imports/ is generated: its rules use the CEL helpers, its list of kinds a type of the schemas.',
      severity: 'error',
      from: { path: '^imports/' },
      to: { path: '^lib/', pathNot: '^lib/checks/(cel|schema)/' },
    },
    ...upward,
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
