import { ApiObject, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { filePart, precedesPods } from '../core/apply-order';
import { approvalKeysOf } from '../core/label-domain';
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
    const parts: ApiObject[][] = [[], [], [], []];
    for (const object of made) parts[partOf(object.kind)]?.push(object);
    const objects = withParts(order.sort(parts.flat(), (object) => object));
    return { path: chart.node.path, label: Names.toDnsLabel(chart), place: places.get(chart), objects };
  });
}

/** The part of a file, in which what must precede pods is a part of its own: 2 in place of 3. */
function partOf(kind: string): number {
  const part = filePart(kind);
  return part < 2 || precedesPods(kind) ? part : 3;
}

/** An object that an earlier part depends on is in that part too, so that the parts of several charts can be merged. */
function withParts(objects: readonly ApiObject[]): SynthesizedObject[] {
  const parts = objects.map(({ kind }) => partOf(kind));
  for (let i = parts.length - 2; i >= 0; i--) parts[i] = Math.min(parts[i] as number, parts[i + 1] as number);
  const paths = new Map<IConstruct, string>();
  return objects.map((object, index) => {
    const maker = object.node.scope as IConstruct;
    const group = paths.get(maker) ?? maker.node.path;
    paths.set(maker, group);
    return madeOf(object, group, parts[index] as number);
  });
}

function madeOf(construct: ApiObject, group: string, part: number): SynthesizedObject {
  const manifest = resolveObject(construct) as unknown as Manifest;
  const { namespace, name, annotations } = manifest.metadata ?? {};
  const owner = annotations?.[approvalKeysOf(construct).owner];
  return { construct, manifest, apiVersion: manifest.apiVersion, kind: manifest.kind, namespace, name, group, owner, part };
}
