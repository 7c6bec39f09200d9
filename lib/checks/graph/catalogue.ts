import type { Labels } from '../../core/label-selector';
import { kindOf, type Manifest, shortKind } from '../../manifests/manifest';
import type { Kinds, ObjectOf } from './kinds';

/** What the catalogue is told beside the objects. */
export interface CatalogueOptions {
  /** Objects that exist, but whose shape is broken: nothing reads them, and nothing is missing because of them. */
  readonly unreadable?: readonly Manifest[];
  /** Objects that others own, as `Gateway egress-system/egress` or, cluster-wide, `GatewayClass kgateway`. */
  readonly external?: readonly string[];
}

/** The namespace that an object is applied to; kubectl's default where it names none. */
export function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? 'default';
}

/** Kinds that are looked up and belong to no namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Namespace']);

interface OfKind {
  readonly objects: Manifest[];
  /** By namespace and name; of two objects of one name the first. */
  readonly names: Map<string, Map<string, Manifest>>;
}

/** All objects of a cluster, found by kind and by name. Of two objects of one name the first counts. */
export class Catalogue {
  /** The objects whose kind, namespace and name an earlier one has. */
  public readonly repeated: Manifest[] = [];

  private readonly kinds = new Map<string, OfKind>();
  private readonly elsewhere: ReadonlySet<string>;

  constructor(
    public readonly all: readonly Manifest[],
    { unreadable = [], external = [] }: CatalogueOptions,
  ) {
    for (const object of all) this.add(object);
    this.elsewhere = new Set([
      ...external,
      ...unreadable.map((object) => externalKey(object.kind, namespaceOf(object), object.metadata?.name)),
    ]);
  }

  /** The objects of a kind in any version, in the order in which they were given. */
  ofKind<K extends keyof Kinds>(kind: K): readonly ObjectOf<K>[];
  ofKind(kind: string): readonly Manifest[];
  ofKind(kind: string): readonly Manifest[] {
    return this.kinds.get(kind)?.objects ?? [];
  }

  /** One object; for cluster-scoped kinds the namespace is not looked at. */
  find<K extends keyof Kinds>(kind: K, namespace: string, name: string): ObjectOf<K> | undefined;
  find(kind: string, namespace: string, name: string): Manifest | undefined;
  find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.kinds
      .get(kind)
      ?.names.get(CLUSTER_SCOPED.has(kind) ? '' : namespace)
      ?.get(name);
  }

  /** Whether an object is there, be it unreadable or somebody else's. */
  knows(kind: string, namespace: string, name: string): boolean {
    return this.find(kind, namespace, name) !== undefined || this.isElsewhere(kind, namespace, name);
  }

  /** Whether an object is known by name only: nothing can be said of what is in it. */
  isElsewhere(kind: string, namespace: string, name: string): boolean {
    if (this.elsewhere.size === 0) return false;
    const short = shortKind(kind);
    return this.elsewhere.has(externalKey(short, namespace, name)) || this.elsewhere.has(`${short} ${name}`);
  }

  /** Whether some object of a kind and a namespace is known by name only. */
  hasElsewhere(kind: string, namespace: string): boolean {
    const prefix = externalKey(shortKind(kind), namespace, '');
    return [...this.elsewhere].some((key) => key.startsWith(prefix));
  }

  /** The labels of a namespace, its name among them; `undefined` when the Namespace is not among the objects. */
  namespaceLabels(namespace: string): Labels | undefined {
    const found = this.find('Namespace', '', namespace);
    return found && { ...found.metadata.labels, 'kubernetes.io/metadata.name': namespace };
  }

  private add(object: Manifest): void {
    const kind = kindOf(object);
    const ofKind = this.kinds.get(kind) ?? this.begin(kind);
    ofKind.objects.push(object);
    const namespace = CLUSTER_SCOPED.has(kind) ? '' : namespaceOf(object);
    const { name } = object.metadata;
    const names = ofKind.names.get(namespace);
    if (!names) ofKind.names.set(namespace, new Map([[name, object]]));
    else if (names.has(name)) this.repeated.push(object);
    else names.set(name, object);
  }

  private begin(kind: string): OfKind {
    const made: OfKind = { objects: [], names: new Map() };
    this.kinds.set(kind, made);
    return made;
  }
}

function externalKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
