import { ApiObject, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { filePart } from '../core/apply-order';
import { APPROVAL_ANNOTATIONS } from '../core/labels';
import type { Manifest } from '../manifests/manifest';
import { chartOrder } from './chart-order';
import { DependencyOrder } from './dependency-order';
import type { PlacedChart, PlacedObject } from './layout';
import { resolveObject } from './resolve-object';

/** An object of the app: its manifest, and its construct. */
export interface SynthesizedObject extends PlacedObject {
  readonly construct: ApiObject;
  readonly manifest: Manifest;
}

/**
 * The objects of each chart, each resolved once. In a chart, objects have the order of their creation, except that each part of
 * the file comes before the next, and that objects come after those that they depend on.
 *
 * @throws Error if dependencies form a cycle
 */
export function collectObjects(nodes: readonly IConstruct[]): PlacedChart<SynthesizedObject>[] {
  const charts = new Map<Chart, ApiObject[]>();
  for (const node of nodes) if (node instanceof Chart) charts.set(node, []);
  for (const node of nodes) if (node instanceof ApiObject) charts.get(node.chart)?.push(node);
  const order = new DependencyOrder(nodes);
  const places = chartOrder(nodes);
  return [...charts].map(([chart, made]) => {
    const parts = [...made].sort((a, b) => filePart(a.kind) - filePart(b.kind));
    const objects = withParts(order.sort(parts, (object) => object));
    return { path: chart.node.path, label: Names.toDnsLabel(chart), place: places.get(chart), objects };
  });
}

/** An object that an earlier part depends on is in that part too, so that the parts of several charts can be merged. */
function withParts(objects: readonly ApiObject[]): SynthesizedObject[] {
  const parts = objects.map(({ kind }) => filePart(kind));
  for (let i = parts.length - 2; i >= 0; i--) parts[i] = Math.min(parts[i] as number, parts[i + 1] as number);
  return objects.map((object, index) => madeOf(object, parts[index] as number));
}

function madeOf(construct: ApiObject, part: number): SynthesizedObject {
  const manifest = resolveObject(construct) as unknown as Manifest;
  const { namespace, name, annotations } = manifest.metadata ?? {};
  const owner = annotations?.[APPROVAL_ANNOTATIONS.owner];
  const group = (construct.node.scope as IConstruct).node.path;
  return { construct, manifest, apiVersion: manifest.apiVersion, kind: manifest.kind, namespace, name, group, owner, part };
}
