/** An object as it goes to the cluster: plain data, whoever made it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** What checks read of an object's metadata. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
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
  return group ? remembered(keysByGroup, group, kind, () => `${group}/${kind}`) : kind;
}

/** {@link kindKey} of an object. */
export function kindOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return remembered(keysByVersion, apiVersion, kind, () => kindKey(groupOf(apiVersion), kind));
}

type Table = Map<string, Map<string, string>>;

/** There are few kinds and many objects: a text that is made once is found by maps at once. */
const keysByGroup: Table = new Map();
const keysByVersion: Table = new Map();

function remembered(table: Table, one: string, other: string, make: () => string): string {
  const known = table.get(one)?.get(other);
  if (known !== undefined) return known;
  const row = table.get(one) ?? new Map<string, string>();
  table.set(one, row);
  const made = make();
  row.set(other, made);
  return made;
}

/** How messages name an object: `ServiceEntry egress-system/api.example.com`. */
export function objectName({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}
