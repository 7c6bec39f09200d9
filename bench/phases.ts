import { EgressGraph } from '../lib/checks/graph';
import { checkObject } from '../lib/checks/object/check-object';
import { RULES } from '../lib/checks/rules';
import { Platform } from '../lib/core/platform';
import { externalObjects, findingsOf } from '../lib/core/registered-findings';
import { emitDocuments } from '../lib/manifests/write/emit';
import { collectObjects, type SynthesizedObject } from '../lib/synth/collect-objects';
import { layOut } from '../lib/synth/layout';
import { writeOutput } from '../lib/synth/write-output';
import { makeApp, NOW } from './app';

/** The duration of each phase of a synthesis, in milliseconds, in order. */
export type Phases = Readonly<Record<string, number>>;

const phases: Record<string, number> = { 'start of Node, loading of modules': performance.now() };

function phase<T>(name: string, task: () => T): T {
  const begin = performance.now();
  const result = task();
  phases[name] = performance.now() - begin;
  return result;
}

/** Does the work of `EgressApp.synth` for an app with the given number of hosts, step by step. */
function synthesize(hosts: number): void {
  const app = phase('constructs', () => makeApp(hosts));
  const nodes = phase('find all constructs', () => app.node.findAll());
  const charts = phase('resolve and sort the objects', () => collectObjects(nodes));
  const objects = charts.flatMap((chart) => chart.objects);
  check(
    objects.map(({ manifest }) => manifest),
    { platform: Platform.of(app), now: NOW, external: nodes.flatMap(externalObjects) },
  );
  phase('checks of the constructs', () => nodes.map((node) => [findingsOf(node), node === app ? [] : node.node.validate()]));
  const files = phase('layout', () => layOut(charts, 'chart', app.outputFileExtension));
  const contents = phase('YAML', () => files.map((file) => emitDocuments(file.objects.map(({ manifest }) => manifest))));
  const output = files.map(({ path, objects }, i) => ({ path, content: contents[i] as Buffer, objects: objects.map(entry) }));
  phase('hash, compare and write', () => writeOutput(app.outdir, output));
}

function check(manifests: readonly SynthesizedObject['manifest'][], options: Parameters<typeof checkObject>[1]): void {
  phase('checks of each object: schema, CEL, Istio', () => manifests.map((manifest) => checkObject(manifest, options)));
  const graph = phase('graph', () => new EgressGraph(manifests, options.external ? { external: options.external } : {}));
  phase('rules over the graph', () => RULES.map((rule) => [...rule.check({ graph, ...options })]));
}

function entry({ apiVersion, kind, namespace, name, construct, group }: SynthesizedObject) {
  return { id: `${apiVersion} ${kind} ${namespace}/${name}`, construct: `${group}/${construct.node.id}` };
}

/** `node phases.js HOSTS`: prints one line of JSON. */
synthesize(Number(process.argv[2]));
console.log(JSON.stringify(phases));
