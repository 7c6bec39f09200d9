import type { Labels } from '../../core/label-selector';
import { type Path, valueAt } from '../../core/path';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import { foreignTemplatesOf } from './pod-templates';

/** An object that creates pods, or a Pod. */
export interface Workload {
  readonly object: Manifest;
  readonly namespace: string;
  readonly name: string;
  /** The path of the metadata of its pods: `spec.template.metadata`, or `metadata` for a Pod. */
  readonly podMetadataPath: Path;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Whether a controller may add labels to its pods. @default false */
  readonly hasMoreLabels?: boolean;
  /** The pods' `spec`. */
  readonly podSpec: Readonly<Record<string, unknown>>;
}

const TEMPLATE: Path = ['spec', 'template'];
const TEMPLATES: Readonly<Record<string, Path>> = {
  Pod: [],
  ReplicationController: TEMPLATE,
  'apps/Deployment': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'apps/ReplicaSet': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/**
 * All workloads, also those of other controllers, such as a Rollout. Some of these kinds have no pinned schema, so their fields may
 * have any type.
 */
export function workloadsOf(catalogue: Catalogue): Workload[] {
  const own = Object.entries(TEMPLATES).flatMap(([kind, path]) => catalogue.ofKind(kind).map((object) => read(object, path)));
  const foreign = foreignTemplatesOf(catalogue).map(({ object, path }) => ({ ...read(object, path), hasMoreLabels: true }));
  return [...own, ...foreign];
}

/** Whether an object creates pods from a template. */
export function hasPodTemplate(object: Manifest): boolean {
  return (TEMPLATES[kindOf(object)]?.length ?? 0) > 0;
}

function read(object: Manifest, path: Path): Workload {
  return {
    object,
    namespace: namespaceOf(object),
    name: object.metadata.name,
    podMetadataPath: [...path, 'metadata'],
    labels: texts(valueAt(object, [...path, 'metadata', 'labels'])),
    annotations: texts(valueAt(object, [...path, 'metadata', 'annotations'])),
    podSpec: record(valueAt(object, [...path, 'spec'])),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): Labels {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
