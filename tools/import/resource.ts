import type { Schema } from './schema';

/** One version of one kind: what a source says about it, whichever form the source has. */
export interface Resource {
  /** API group, empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Other versions that the source serves with exactly the same schema. */
  readonly twins: readonly string[];
  readonly kind: string;
  /** The plural name in the API's paths. */
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether status is a subresource, so that a manifest's own status is ignored. */
  readonly statusSubresource: boolean;
  /** Whether the source marks this version as deprecated. */
  readonly deprecated: boolean;
  readonly schema: Schema;
}

/** A kind by its names, as a manifest says them: `apps/v1`, `Deployment`. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version;
}

/** `apps/v1` → `apps`, `v1`; `v1` → the empty group, `v1`. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}
