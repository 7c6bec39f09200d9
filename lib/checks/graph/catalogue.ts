import { KIND } from '../../core/kinds';
import type { Labels } from '../../core/label-selector';
import { kindOf, type Manifest, shortKind } from '../../manifests/manifest';
import type { Kinds, ObjectOf } from './kinds';

/** What the catalogue knows besides the objects. */
export interface CatalogueOptions {
  /** Objects with an invalid structure. They count as existing, but nothing reads their fields. */
  readonly unreadable?: readonly Manifest[];
  /** Objects of others, such as `Gateway egress-system/egress`, or `GatewayClass kgateway` if cluster-scoped. */
  readonly external?: readonly string[];
}

/** The namespace of an object; `default`, as in kubectl, if it specifies none. */
export function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? 'default';
}

/** The cluster-scoped kinds that are looked up. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Namespace', KIND.GatewayClass]);

interface OfKind {
  objects: Manifest[];
  /** By namespace and name. The last of several objects with the same name. */
  readonly names: Map<string, Map<string, Manifest>>;
}

/** All objects of a cluster, by kind and by name. Of several objects with the same name, only the last is used, as in the cluster. */
export class Catalogue {
  /** All objects that are used. */
  public readonly all: readonly Manifest[];
  /** The objects with the same kind, namespace and name as a later object, which replaces them in the cluster. */
  public readonly repeated: Manifest[] = [];

  private readonly kinds = new Map<string, OfKind>();
  private readonly elsewhere: ReadonlySet<string>;

  constructor(objects: readonly Manifest[], { unreadable = [], external = [] }: CatalogueOptions) {
    for (const object of objects) this.add(object);
    this.all = this.repeated.length > 0 ? this.withoutRepeated(objects) : objects;
    this.elsewhere = new Set([
      ...external,
      ...unreadable.map((object) => externalKey(object.kind, namespaceOf(object), object.metadata?.name)),
    ]);
  }

  /** The objects of a kind in any version, in their original order. */
  ofKind<K extends keyof Kinds>(kind: K): readonly ObjectOf<K>[];
  ofKind(kind: string): readonly Manifest[];
  ofKind(kind: string): readonly Manifest[] {
    return this.kinds.get(kind)?.objects ?? [];
  }

  /** All kinds of which there are objects, as `kindKey`. */
  get kindKeys(): readonly string[] {
    return [...this.kinds.keys()];
  }

  /** One object. The namespace is ignored for cluster-scoped kinds. */
  find<K extends keyof Kinds>(kind: K, namespace: string, name: string): ObjectOf<K> | undefined;
  find(kind: string, namespace: string, name: string): Manifest | undefined;
  find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.kinds
      .get(kind)
      ?.names.get(CLUSTER_SCOPED.has(kind) ? '' : namespace)
      ?.get(name);
  }

  /** Whether an object exists, including unreadable and external objects. */
  knows(kind: string, namespace: string, name: string): boolean {
    return this.find(kind, namespace, name) !== undefined || this.isElsewhere(kind, namespace, name);
  }

  /** Whether only the name of an object is known: it is unreadable or external. */
  isElsewhere(kind: string, namespace: string, name: string): boolean {
    if (this.elsewhere.size === 0) return false;
    const short = shortKind(kind);
    return this.elsewhere.has(externalKey(short, namespace, name)) || this.elsewhere.has(`${short} ${name}`);
  }

  /** Whether only the name is known of some object of a kind in a namespace. */
  hasElsewhere(kind: string, namespace: string): boolean {
    const prefix = externalKey(shortKind(kind), namespace, '');
    return [...this.elsewhere].some((key) => key.startsWith(prefix));
  }

  /** The objects of a kind of which only the name is known: `ns/name`, or `name` if cluster-scoped. */
  elsewhereOf(kind: string): readonly string[] {
    const prefix = `${shortKind(kind)} `;
    return [...this.elsewhere].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  }

  /** The labels of a namespace, including its name; `undefined` if the Namespace is not among the objects. */
  namespaceLabels(namespace: string): Labels | undefined {
    const found = this.find('Namespace', '', namespace);
    return found && { ...found.metadata.labels, 'kubernetes.io/metadata.name': namespace };
  }

  private add(object: Manifest): void {
    const kind = kindOf(object);
    const ofKind = this.kinds.get(kind) ?? this.addKind(kind);
    ofKind.objects.push(object);
    const namespace = CLUSTER_SCOPED.has(kind) ? '' : namespaceOf(object);
    const { name } = object.metadata;
    const names = ofKind.names.get(namespace);
    const earlier = names?.get(name);
    if (earlier) this.repeated.push(earlier);
    if (names) names.set(name, object);
    else ofKind.names.set(namespace, new Map([[name, object]]));
  }

  private withoutRepeated(objects: readonly Manifest[]): readonly Manifest[] {
    const repeated = new Set(this.repeated);
    const counts = (object: Manifest) => !repeated.has(object);
    for (const ofKind of this.kinds.values()) ofKind.objects = ofKind.objects.filter(counts);
    return objects.filter(counts);
  }

  private addKind(kind: string): OfKind {
    const added: OfKind = { objects: [], names: new Map() };
    this.kinds.set(kind, added);
    return added;
  }
}

function externalKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
