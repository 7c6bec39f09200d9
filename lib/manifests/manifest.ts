import { memoize } from '../core/memo';

/** A Kubernetes object as plain data, as it is applied to the cluster. */
export interface Manifest {
  /** The API group and version, such as `networking.istio.io/v1`. Core kinds have only a version: `v1`. */
  readonly apiVersion: string;
  /** The kind, such as `ServiceEntry`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: ObjectMeta;
  /** All other fields, such as `spec`. */
  readonly [field: string]: unknown;
}

/** The metadata of an object, with the fields that checks read. */
export interface ObjectMeta {
  /** The name, which is unique per kind and namespace. */
  readonly name: string;
  /** The namespace; absent for cluster-scoped kinds. @default - the namespace `default` */
  readonly namespace?: string;
  /** The labels. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** The annotations, including those that waive rules. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** All other fields, such as `ownerReferences`. */
  readonly [field: string]: unknown;
}

/** The API group of an `apiVersion`; `''` for core kinds. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an `apiVersion`: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The key of a kind in tables, without its version: `networking.istio.io/ServiceEntry`, or `Service` for core kinds. */
export function kindKey(group: string, kind: string): string {
  return keysOfGroup(group)(kind);
}

/** The keys so far. Maps find and compare an existing string several times as fast as a new one. */
const keysOfGroup = memoize((group: string) => memoize((kind: string) => (group ? `${group}/${kind}` : kind)));
const keysOfVersion = memoize((apiVersion: string) => keysOfGroup(groupOf(apiVersion)));

/** The kind without its group: `ServiceEntry` of `networking.istio.io/ServiceEntry`. */
export function shortKind(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** {@link kindKey} of an object. */
export function kindOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return keysOfVersion(apiVersion)(kind);
}
