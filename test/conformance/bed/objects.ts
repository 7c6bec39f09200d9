import { parseAllDocuments } from 'yaml';

/** A condition in a status. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** An object in the API server, or one to send to it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Manifests in a case: YAML text, one object, or several. */
export type Manifests = string | KubeObject | readonly KubeObject[];

/** The objects in manifests, in order. */
export function objectsOf(manifests: Manifests): KubeObject[] {
  if (typeof manifests !== 'string') return Array.isArray(manifests) ? [...manifests] : [manifests as KubeObject];
  return parseAllDocuments(manifests)
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}

/** The name of an object for errors: kind namespace/name. */
export function nameOf(object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** The value at a path of fields, or undefined. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | null | undefined)?.[key], value);
}

/** The list at a path of fields, or an empty one. */
export function listAt<T = unknown>(value: unknown, ...path: readonly (string | number)[]): readonly T[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as T[]) : [];
}
