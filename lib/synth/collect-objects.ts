import { ApiObject, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { APPROVAL_ANNOTATIONS } from '../core/labels';
import type { Manifest } from '../manifests/manifest';
import { DependencyOrder } from './dependency-order';
import type { PlacedChart, PlacedObject } from './layout';
import { resolveObject } from './resolve-object';

/** An object of the app: its manifest, and its construct. */
export interface SynthesizedObject extends PlacedObject {
  readonly construct: ApiObject;
  readonly manifest: Manifest;
}

/**
 * The objects of each chart, each resolved once. In a chart, constructs are sorted by path. The objects of a construct stay
 * together, in the order of their creation. Objects come after those that they depend on.
 */
export function collectObjects(nodes: readonly IConstruct[]): PlacedChart<SynthesizedObject>[] {
  const charts = new Map<Chart, Map<IConstruct, ApiObject[]>>();
  for (const node of nodes) if (node instanceof Chart) charts.set(node, new Map());
  for (const node of nodes) if (node instanceof ApiObject) add(charts.get(node.chart), node);
  const order = new DependencyOrder(nodes);
  return [...charts].map(([chart, groups]) => {
    const byPath = [...groups].map(([maker, objects]) => ({ path: maker.node.path, objects }));
    byPath.sort((a, b) => (a.path < b.path ? -1 : 1));
    const made = byPath.flatMap(({ path, objects }) => objects.map((object) => madeOf(object, path)));
    return { path: chart.node.path, label: Names.toDnsLabel(chart), objects: order.sort(made, ({ construct }) => construct) };
  });
}

function add(groups: Map<IConstruct, ApiObject[]> | undefined, object: ApiObject): void {
  const maker = object.node.scope as IConstruct;
  const there = groups?.get(maker);
  if (there) there.push(object);
  else groups?.set(maker, [object]);
}

function madeOf(construct: ApiObject, group: string): SynthesizedObject {
  const manifest = resolveObject(construct) as unknown as Manifest;
  const { namespace, name, annotations } = manifest.metadata ?? {};
  const owner = annotations?.[APPROVAL_ANNOTATIONS.owner];
  return { construct, manifest, apiVersion: manifest.apiVersion, kind: manifest.kind, namespace, name, group, owner };
}
