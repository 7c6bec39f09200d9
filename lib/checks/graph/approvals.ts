import { instantOf } from '../../core/instant';
import { KIND } from '../../core/kinds';
import type { ApprovalKeys } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import { isInsideAddress } from '../../core/net/inside-address';
import { isPublicHost } from '../../core/net/public-host';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './index';

/** The approval of an object, as the admission policy reads it. */
export interface WrittenApproval {
  readonly approved: boolean;
  /** The annotations that are missing or empty, and dates in another form than `2027-03-01T00:00:00Z`. */
  readonly missing: readonly string[];
  /** The first instant of the approval, and the first instant after it, in milliseconds; `undefined` if malformed. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/**
 * Every object that names a destination outside the cluster, except objects that are being deleted: the admission policy skips
 * those. Addresses of Services are in EndpointSlices or Endpoints.
 */
function approvalSubjects(graph: EgressGraph): Manifest[] {
  const { catalogue, destinations, endpoints } = graph;
  const subjects: Manifest[] = [];
  for (const kind of [KIND.ServiceEntry, KIND.Backend]) {
    for (const object of catalogue.ofKind(kind) as readonly Manifest[]) {
      if (graph.isEgress(kind, namespaceOf(object), object.metadata.name) || takesPublicHost(object)) subjects.push(object);
    }
  }
  // istiod registers the machines of a mesh by itself.
  subjects.push(
    ...catalogue
      .ofKind(KIND.WorkloadEntry)
      .filter((entry) => !isInsideAddress((entry.spec as { address?: unknown } | undefined)?.address)),
  );
  for (const { object, kind, namespace, name } of destinations) {
    if (kind !== 'Service' || !graph.isEgress(KIND.Service, namespace, name)) continue;
    const sets = endpoints.get(`${namespace}/${name}`);
    subjects.push(...(sets && !isExternalName(object) ? sets.map((set) => set.object) : [object]));
  }
  return subjects.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

function isExternalName({ spec }: Manifest): boolean {
  return (spec as { readonly type?: string } | undefined)?.type === 'ExternalName';
}

/** Whether a ServiceEntry takes over the requests to a host on the Internet, wherever it leads them. */
function takesPublicHost({ spec }: Manifest): boolean {
  return ((spec as { readonly hosts?: readonly string[] }).hosts ?? []).some(isPublicHost);
}

/** The approvals of all objects that name a destination. Several rules read them. */
export const approvalsOf = memoizePerObject((graph: EgressGraph) =>
  approvalSubjects(graph).map((object) => ({ object, approval: writtenApproval(object, graph.approvalKeys) })),
);

/** The approval of an object, under these names. */
export function writtenApproval({ metadata }: Manifest, keys: ApprovalKeys): WrittenApproval {
  const labels = metadata.labels ?? {};
  const annotations = metadata.annotations ?? {};
  const missing: string[] = TEXTS.map((field) => keys[field]).filter((key) => !annotations[key]);
  const from = instantAt(annotations[keys.from]);
  const until = instantAt(annotations[keys.until]);
  if (from === undefined) missing.push(keys.from);
  if (until === undefined) missing.push(keys.until);
  return { approved: labels[keys.approved] === 'true', missing, from, until };
}

/** The admission policy does not accept a date without a time. */
function instantAt(written: string | undefined): number | undefined {
  const found = instantOf(written);
  return found?.text === written ? found?.millis : undefined;
}

const TEXTS = ['owner', 'ticket', 'reason', 'approvedBy'] as const;
