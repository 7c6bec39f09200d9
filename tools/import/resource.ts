import type { Schema } from './schema';

/** One version of one kind, in the same form for every kind of source. */
export interface Resource {
  /** The API group. Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Other versions that the source serves with the same schema. */
  readonly twins: readonly string[];
  readonly kind: string;
  /** The plural name in API paths. */
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether status is a subresource, so that the API server ignores a manifest's status. */
  readonly statusSubresource: boolean;
  /** Whether the source marks this version as deprecated. */
  readonly deprecated: boolean;
  readonly schema: Schema;
}

/** The names of a kind, as in a manifest: `apps/v1`, `Deployment`. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version;
}

/** The key of a kind without its version: `apps/Deployment`, or `Service` in the core group. */
export function kindKeyOf(group: string, kind: string): string {
  return group ? `${group}/${kind}` : kind;
}

/** `apps/v1` → `apps`, `v1`; `v1` → the empty group, `v1`. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}
