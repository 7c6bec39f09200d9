import { ApiObject, Chart, Names } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { APPROVAL_ANNOTATIONS } from '../host/approval';
import type { Manifest } from '../manifests/manifest';
import { DependencyOrder } from './dependency-order';
import type { LaidOut, LaidOutChart } from './layout';
import { resolveObject } from './resolve-object';

/** An object of the app: what goes to the cluster, and the construct that it came from. */
export interface Made extends LaidOut {
  readonly construct: ApiObject;
  readonly manifest: Manifest;
}

/**
 * The objects of each chart, every one resolved once. In a chart those of one construct stand together, in the order in which
 * it made them, and constructs by their paths; what depends on something stands after it.
 */
export function collectObjects(nodes: readonly IConstruct[]): LaidOutChart<Made>[] {
  const charts = new Map<Chart, ApiObject[]>();
  for (const node of nodes) if (node instanceof Chart) charts.set(node, []);
  for (const node of nodes) if (node instanceof ApiObject) charts.get(node.chart)?.push(node);
  const order = new DependencyOrder(nodes);
  return [...charts].map(([chart, objects]) => ({
    path: chart.node.path,
    label: Names.toDnsLabel(chart),
    objects: order.sort(byConstruct(objects)).map(made),
  }));
}

function byConstruct(objects: readonly ApiObject[]): ApiObject[] {
  const keyed = objects.map((object) => ({ object, group: object.node.scope?.node.path ?? '' }));
  return keyed.sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0)).map(({ object }) => object);
}

function made(construct: ApiObject): Made {
  const manifest = resolveObject(construct) as unknown as Manifest;
  const { namespace, name, annotations } = manifest.metadata ?? {};
  const owner = annotations?.[APPROVAL_ANNOTATIONS.owner];
  return {
    construct,
    manifest,
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    ...(namespace !== undefined && { namespace }),
    name,
    group: construct.node.scope?.node.path ?? '',
    ...(owner !== undefined && { owner }),
  };
}
