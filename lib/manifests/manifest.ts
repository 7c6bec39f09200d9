/** An object as it goes to the cluster: plain data, whoever made it. */
export interface Manifest {
  /** The API group and version, such as `networking.istio.io/v1`; core kinds have a version alone, `v1`. */
  readonly apiVersion: string;
  /** The kind, such as `ServiceEntry`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: ObjectMeta;
  /** All other fields, such as `spec`. */
  readonly [field: string]: unknown;
}

/** What checks read of an object's metadata. */
export interface ObjectMeta {
  /** The name, unique per kind and namespace. */
  readonly name: string;
  /** The namespace; absent for kinds that have none. @default - the namespace `default` */
  readonly namespace?: string;
  /** The labels. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** The annotations, those that waive rules included. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** All other fields, such as `ownerReferences`. */
  readonly [field: string]: unknown;
}

/** The API group of an `apiVersion`; `''` for the core kinds. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an `apiVersion`: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** A kind whatever its version, as tables name it: `networking.istio.io/ServiceEntry`; core kinds alone: `Service`. */
export function kindKey(group: string, kind: string): string {
  return group ? `${group}/${kind}` : kind;
}

/** The kind without its group: `ServiceEntry` of `networking.istio.io/ServiceEntry`. */
export function shortKind(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** {@link kindKey} of an object. */
export function kindOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return kindKey(groupOf(apiVersion), kind);
}
