import { ApiObject } from 'cdk8s';
import { checkManifests } from '../lib/checks/check-manifests';
import { EgressGraph } from '../lib/checks/graph';
import { istioIssues } from '../lib/checks/istio';
import { schemaOf, validate } from '../lib/checks/object';
import { RULES } from '../lib/checks/rules';
import { Platform } from '../lib/core/platform';
import { kindOf, type Manifest } from '../lib/manifests/manifest';
import { collectObjects } from '../lib/synth/collect-objects';
import { makeApp, NOW } from './app';

/** The time for the checks of an app's objects, in milliseconds, in a process that did nothing else before. */
export interface CheckTimes {
  readonly objects: number;
  /** cdk8s' own `toJson` of each object. */
  readonly toJson: number;
  /** Each part of the checks. Together they are all checks. */
  readonly parts: Readonly<Record<string, number>>;
}

type Parts = (manifests: readonly Manifest[], platform: Platform) => Record<string, number>;

/** The checks as an `EgressApp` runs them. */
function whole(manifests: readonly Manifest[], platform: Platform): Record<string, number> {
  return { all: elapsed(() => checkManifests(manifests, { platform, now: NOW })) };
}

/** The same in parts, one per rule. The first rule that needs some data of the graph pays for it. */
function split(manifests: readonly Manifest[], platform: Platform): Record<string, number> {
  const parts: Record<string, number> = {};
  parts['schema and CEL'] = elapsed(() => {
    for (const manifest of manifests) judge(manifest);
  });
  parts["Istio's webhook"] = elapsed(() => {
    for (const manifest of manifests) istioIssues(manifest, platform.capabilities);
  });
  let graph = new EgressGraph([]);
  parts.graph = elapsed(() => {
    graph = new EgressGraph(manifests);
  });
  for (const { id, check } of RULES) parts[id] = elapsed(() => [...check({ graph, platform, now: NOW })]);
  return parts;
}

/** The schema checks of each kind. */
function kinds(manifests: readonly Manifest[]): Record<string, number> {
  const names = [...new Set(manifests.map(kindOf))];
  return Object.fromEntries(
    names.map((kind) => {
      const some = manifests.filter((manifest) => kindOf(manifest) === kind);
      return [`${kind} × ${some.length}`, elapsed(() => some.forEach(judge))];
    }),
  );
}

function judge(manifest: Manifest): void {
  const kind = schemaOf(manifest.apiVersion, manifest.kind);
  if (kind) validate(manifest, kind);
}

const PARTS: Readonly<Record<string, Parts>> = { whole, split, kinds };

function elapsed(task: () => unknown): number {
  const begin = performance.now();
  task();
  return performance.now() - begin;
}

function measure(hosts: number, parts: Parts): CheckTimes {
  const app = makeApp(hosts);
  const nodes = app.node.findAll();
  const objects = nodes.filter((node) => node instanceof ApiObject);
  const manifests = collectObjects(nodes).flatMap((chart) => chart.objects.map(({ manifest }) => manifest));
  const toJson = () => elapsed(() => objects.map((object) => object.toJson()));
  return { objects: objects.length, toJson: toJson(), parts: parts(manifests, Platform.of(app)) };
}

/** `node checks.js HOSTS [whole|split|kinds] [--json]`: prints text, slowest first, or one line of JSON. */
if (require.main === module) {
  const [hosts, mode = 'split'] = process.argv.slice(2);
  const times = measure(Number(hosts), PARTS[mode] ?? split);
  console.log(process.argv.includes('--json') ? JSON.stringify(times) : text(times));
}

function text({ objects, toJson, parts }: CheckTimes): string {
  const line = (ms: number, name: string) =>
    `${ms.toFixed(1).padStart(8)} ms  ${((ms / objects) * 1000).toFixed(2).padStart(6)} µs per object  ${name}`;
  const all = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  const slowest = Object.entries(parts).sort(([, a], [, b]) => b - a);
  const ratio = `all: ${(all / toJson).toFixed(2)} x toJson`;
  return [line(toJson, `toJson of ${objects} objects`), line(all, ratio), ...slowest.map(([name, ms]) => line(ms, name))].join(
    '\n',
  );
}
