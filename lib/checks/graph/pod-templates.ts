import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { pinnedKind } from '../object/schema-of';
import { isObject } from '../schema/node';
import type { Catalogue } from './catalogue';

/** A pod template in an object of a kind that other controllers own, such as Argo Rollouts or Knative. */
export interface PodTemplate {
  readonly object: Manifest;
  /** `spec.template`. */
  readonly path: Path;
}

/** Groups whose objects contain pods as patterns or schemas, not to create them. */
const NO_PODS = /(^|\.)(kyverno\.io|gatekeeper\.sh|apiextensions\.k8s\.io)\//;

/** How many fields and lists lead to a template: `spec.replicatedJobs[0].template.spec.template` of a JobSet has six. */
const DEPTH = 8;

/** The pod templates in all objects of unknown kinds. */
export function foreignTemplatesOf(catalogue: Catalogue): PodTemplate[] {
  const kinds = catalogue.kindKeys.filter((kind) => /\..*\//.test(kind) && !pinnedKind(kind) && !NO_PODS.test(kind));
  return kinds.flatMap((kind) =>
    catalogue
      .ofKind(kind)
      .filter(hasPods)
      .flatMap((object) => [...templatesIn(object.spec, ['spec'], DEPTH)].map((path) => ({ object, path }))),
  );
}

/** An object of the cluster, such as a ClusterAnalysisTemplate, has no pods of its own. */
function hasPods({ kind, metadata }: Manifest): boolean {
  return metadata.namespace !== undefined || !kind.startsWith('Cluster');
}

/** The paths of the templates in a value. An object in it, such as one for another cluster, is not searched. */
function* templatesIn(value: unknown, path: Path, depth: number): Iterable<Path> {
  if (depth === 0 || typeof value !== 'object' || value === null) return;
  if (isObject(value) && 'apiVersion' in value && 'kind' in value) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (/template$/i.test(key) && isTemplate(inner)) yield at;
    else yield* templatesIn(inner, at, depth - 1);
  }
}

/** A template of pods has containers, one of virtual machines a domain. */
function isTemplate(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.spec)) return false;
  return Array.isArray(value.spec.containers) || isObject(value.spec.domain);
}
