import { SYNC_WAVE, syncWave } from './apply-order';
import { DATAPLANE_MODE } from './labels';

/**
 * An object of cdk8s-plus, by the fields that this library reads. All versions of that package have them, and so have the kinds
 * of `imports/`. The library does not load cdk8s-plus.
 */
export interface NamedObject {
  /** The kind of the object. Another kind than the required one is reported as `input/…`. */
  readonly kind: string;
  /** The name: `metadata.name`, or the name that cdk8s generates if there is none. */
  readonly name: string;
}

/** A `Namespace` of cdk8s-plus, or an object of this shape. */
export interface NamespaceObject extends NamedObject {
  /**
   * The metadata, to which the library adds the sync wave by which Argo CD applies the Namespace before its objects.
   *
   * @default - the Namespace gets no sync wave
   */
  readonly metadata?: {
    addAnnotation(key: string, value: string): void;
    /** Adds a label. Only `ClientNamespace` uses it. */
    addLabel?(key: string, value: string): void;
    toJson(): unknown;
  };
}

/** A namespace, by its name or as an object. */
export type NamespaceReference = string | NamespaceObject;

/** A `ServiceAccount` of cdk8s-plus, or an object of this shape. */
export interface ServiceAccountObject extends NamedObject {
  /** The metadata, of which only the namespace is read. @default - the namespace of `toSubjectConfiguration()` */
  readonly metadata?: { readonly namespace?: string };
  /** The replacement for `metadata` in cdk8s-plus, for an account that exists in the cluster. @default - none */
  toSubjectConfiguration?(): { readonly namespace?: string };
}

/** A service account, by its name or as an object. */
export type ServiceAccountReference = string | ServiceAccountObject;

/** A workload such as a `Deployment` of cdk8s-plus, or the labels of its pods in this shape. */
export interface WorkloadObject {
  /** The labels that select its pods: `spec.selector.matchLabels`. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** Its metadata, of which only the namespace is read. */
  readonly metadata: {
    /** The namespace of its pods. */
    readonly namespace?: string;
  };
}

/**
 * The name of a namespace. For an object that is not a Namespace, it returns a description, which is never a valid name, so that
 * the checks of names report it. It never throws.
 */
export function namespaceName(given: NamespaceReference): string {
  return nameOf(given, 'Namespace');
}

/** The name of a service account, or a description as in {@link namespaceName}, and the namespace if an object specifies one. */
export function readServiceAccount(given: ServiceAccountReference): { readonly name: string; readonly namespace?: string } {
  const name = nameOf(given, 'ServiceAccount');
  if (!isObject(given)) return { name };
  const namespace = given.metadata?.namespace ?? subjectOf(given)?.namespace;
  return { name, ...(typeof namespace === 'string' && { namespace }) };
}

function subjectOf(given: ServiceAccountObject): { readonly namespace?: string } | undefined {
  return typeof given.toSubjectConfiguration === 'function' ? given.toSubjectConfiguration() : undefined;
}

/** The labels and the namespace of a workload's pods. Values that are not strings are left out. */
export function readWorkload(given: WorkloadObject): { readonly labels: Record<string, string>; readonly namespace?: string } {
  const { matchLabels, metadata } = isObject(given) ? given : ({} as Partial<WorkloadObject>);
  const labels = Object.entries(matchLabels ?? {}).filter(([, value]) => typeof value === 'string');
  const namespace = metadata?.namespace;
  return { labels: Object.fromEntries(labels), ...(typeof namespace === 'string' && { namespace }) };
}

/** Makes Argo CD apply a Namespace object before the objects in it, unless it already has a sync wave. */
export function applyFirst(given: NamespaceReference): void {
  if (!isObject(given) || typeof given.metadata?.addAnnotation !== 'function') return;
  const { annotations = {} } = marksOf(given);
  if (annotations[SYNC_WAVE] !== undefined) return;
  for (const [key, value] of Object.entries(syncWave('Namespace'))) given.metadata.addAnnotation(key, value);
}

/** Puts a Namespace object into the ambient mesh, unless its label already says whether it is in the mesh. */
export function joinAmbient(given: NamespaceReference): void {
  if (!isObject(given) || typeof given.metadata?.addLabel !== 'function') return;
  if (dataplaneMode(given) === undefined) given.metadata.addLabel(DATAPLANE_MODE, 'ambient');
}

/** The value of the label that puts a Namespace object into a mesh; `undefined` if it has none, or for a name. */
export function dataplaneMode(given: NamespaceReference): string | undefined {
  return isObject(given) && typeof given.metadata?.toJson === 'function' ? marksOf(given).labels?.[DATAPLANE_MODE] : undefined;
}

type Marks = { readonly annotations?: Record<string, string>; readonly labels?: Record<string, string> };

function marksOf({ metadata }: NamespaceObject): Marks {
  return (metadata?.toJson() ?? {}) as Marks;
}

function nameOf(given: string | NamedObject, kind: string): string {
  if (!isObject(given)) return given;
  return given.kind === kind && typeof given.name === 'string' ? given.name : describe(given);
}

/** A description with a space, so that it is never a valid name. */
function describe({ kind, name }: NamedObject): string {
  if (typeof kind !== 'string') return 'an object without a kind';
  return typeof name === 'string' ? `${kind} ${name}` : `${kind} whose name is not a string`;
}

function isObject<T>(given: T): given is Exclude<T, string> {
  return typeof given === 'object' && given !== null;
}
