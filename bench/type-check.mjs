// Compares the type check of an app that imports generated kinds with that of an app that imports only cdk8s.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, sideBySide } from './side-by-side.mjs';

const KINDS = {
  'gateway.kgateway.dev/traffic-policy': 'TrafficPolicy',
  'gateway.networking.k8s.io/http-route': 'HTTPRoute',
  'networking.istio.io/service-entry': 'ServiceEntry',
  'policies.kyverno.io/validating-policy': 'ValidatingPolicy',
  'kyverno.io/cluster-policy': 'ClusterPolicy',
};
const work = mkdtempSync(join(tmpdir(), 'cdk8s-egress-types-'));

const app = "import { App, Chart } from 'cdk8s';\nexport const chart = new Chart(new App(), 'c');\n";
const uses = Object.entries(KINDS).map(([path, kind]) => `export { ${kind} } from 'cdk8s-egress/imports/${path}';\n`);

function project(name, text) {
  const config = join(work, `tsconfig.${name}.json`);
  const compilerOptions = { target: 'es2022', module: 'node16', strict: true, skipLibCheck: true, noEmit: true, types: [] };
  writeFileSync(join(work, `${name}.ts`), text);
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  return ['node_modules/.bin/tsc', '-p', config];
}

try {
  run('npm', 'run', '-s', 'build');
  symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));
  symlinkSync(root, join(root, 'node_modules', 'cdk8s-egress'));
  const commands = {
    'an app that imports only cdk8s': project('alone', app),
    'the same with five generated kinds': project('kinds', app + uses.join('')),
    'the same with the whole library': project('library', `${app}export * from 'cdk8s-egress';\n`),
  };
  sideBySide('Type check', commands);
} finally {
  rmSync(join(root, 'node_modules', 'cdk8s-egress'), { force: true });
  rmSync(work, { recursive: true, force: true });
}
