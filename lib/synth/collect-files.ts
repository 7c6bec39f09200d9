import { ApiObject, type App, Chart, Names, Yaml } from 'cdk8s';
import type { Finding } from '../finding';
import { filePart } from '../order';
import { repeated } from '../repeated';

/** The objects of one chart, and the file they go to. */
export interface ChartFile {
  /** The file's name in the output folder: the chart's path as a DNS label, as cdk8s names it, without a number. */
  readonly name: string;
  readonly objects: readonly Manifest[];
  /** The documents, each beginning with `---`. */
  readonly text: string;
}

/** An object as it goes to the cluster, and the construct that it came from. */
interface Manifest {
  readonly path: string;
  readonly json: KubernetesObject;
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Every chart's file, by name. Neither names nor contents depend on the order in which constructs were made. */
export function collectFiles(app: App, extension: string): ChartFile[] {
  const nodes = app.node.findAll();
  const objects = new Map<Chart, ApiObject[]>(nodes.filter((node) => node instanceof Chart).map((chart) => [chart, []]));
  for (const node of nodes) if (node instanceof ApiObject) objects.get(node.chart)?.push(node);
  return [...objects]
    .map(([chart, own]) => chartFile(`${Names.toDnsLabel(chart)}${extension}`, own))
    .sort((a, b) => compare(a.name, b.name));
}

function chartFile(name: string, own: readonly ApiObject[]): ChartFile {
  const objects = inOrder(own).map((object) => ({ path: object.node.path, json: object.toJson() as KubernetesObject }));
  const text = objects.map(({ json }) => `---\n${Yaml.stringify(json)}`).join('');
  return { name, objects, text: text || '---\n' };
}

/**
 * Namespaces, admission, then the rest: grouped by the construct that made them, so that a host is read in one place, and
 * within it in the order in which it must reach the cluster.
 */
function inOrder(objects: readonly ApiObject[]): ApiObject[] {
  const keyed = objects.map((object) => ({ object, part: filePart(object.kind), owner: object.node.scope?.node.path ?? '' }));
  return keyed.sort((a, b) => a.part - b.part || compare(a.owner, b.owner)).map(({ object }) => object);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A finding for each object that two constructs make: of two the cluster would keep the last. */
export function duplicates(files: readonly ChartFile[]): Finding[] {
  const objects = files.flatMap((file) => file.objects);
  return repeated(objects.map(({ path, json }) => [identity(json), path])).map(([key, paths]) => duplicate(key, paths));
}

function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  return [apiVersion, kind, metadata.namespace, metadata.name].filter(Boolean).join(' ');
}

function duplicate(key: string, paths: readonly string[]): Finding {
  return {
    rule: 'input/duplicate-object',
    severity: 'error',
    construct: paths.join(', '),
    path: 'metadata.name',
    got: key,
    allowed: 'one object of this kind, namespace and name',
    fix: 'rename one of the two, or make the object once',
  };
}
