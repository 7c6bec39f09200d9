import { instantOf } from '../../core/instant';
import { KIND } from '../../core/kinds';
import type { ApprovalKeys } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import { isInsideHost } from '../../core/net/inside-address';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import type { Destination } from './destinations';
import type { EgressGraph } from './index';
import { leadsToGateway, routesOfSharedBackends } from './leads-to-gateway';
import { staysInside } from './stays-inside';

/** The approval of an object, as the admission policy reads it. */
export interface WrittenApproval {
  readonly approved: boolean;
  /** Where the object says that it is approved. */
  readonly mark: 'labels' | 'annotations';
  /** The annotations that are missing or empty, and dates in another form than `2027-03-01T00:00:00Z`. */
  readonly missing: readonly string[];
  /** The first instant of the approval, and the first instant after it, in milliseconds; `undefined` if malformed. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/**
 * Every object that needs an approval, except objects that are being deleted: the admission policy skips those. The policy sees one
 * object at a time. So it needs an approval for some that are known to lead inside here, and for no fewer. Addresses of Services
 * are in EndpointSlices or Endpoints, which only this check reads.
 */
function approvalSubjects(graph: EgressGraph): Manifest[] {
  const { catalogue, destinations } = graph;
  const subjects: Manifest[] = [];
  for (const destination of destinations) if (destination.kind === 'ServiceEntry') addEntry(destination, subjects);
  for (const object of catalogue.ofKind(KIND.Backend)) {
    if (graph.isEgress(KIND.Backend, namespaceOf(object), object.metadata.name)) subjects.push(object);
  }
  subjects.push(...catalogue.ofKind(KIND.WorkloadEntry));
  for (const destination of destinations) {
    const { kind, namespace, name } = destination;
    if (kind === 'Service' && graph.isEgress(KIND.Service, namespace, name)) subjects.push(...objectsOf(destination, graph));
  }
  const isJudged = (object: Manifest) =>
    object.metadata.deletionTimestamp === undefined && !staysInside(object) && !isLeftToGateway(object, graph);
  return [...subjects.filter(isJudged), ...routesOfSharedBackends(graph)];
}

/** An object that has an approval of its own is judged, wherever it leads. */
function isLeftToGateway(object: Manifest, graph: EgressGraph): boolean {
  return object.metadata.labels?.[graph.approvalKeys.approved] === undefined && leadsToGateway(object, graph);
}

/** A ServiceEntry also takes over the requests to its hosts, wherever it leads them. */
function addEntry({ object, side, hosts }: Destination, into: Manifest[]): void {
  if (side !== 'inside' || !hosts.every(isInsideHost)) into.push(object);
}

/** The objects with the addresses of a Service, or the Service itself if it is an ExternalName. */
function objectsOf({ object, namespace, name }: Destination, { endpoints }: EgressGraph): readonly Manifest[] {
  const sets = endpoints.get(`${namespace}/${name}`);
  return sets && !isExternalName(object) ? sets.map((set) => set.object) : [object];
}

function isExternalName({ spec }: Manifest): boolean {
  return (spec as { readonly type?: string } | undefined)?.type === 'ExternalName';
}

/** The approvals of all objects that name a destination. Several rules read them. */
export const approvalsOf = memoizePerObject((graph: EgressGraph) =>
  approvalSubjects(graph).map((object) => ({ object, approval: writtenApproval(object, graph.approvalKeys) })),
);

/** The approval of an object, under these names. */
export function writtenApproval({ kind, metadata }: Manifest, keys: ApprovalKeys): WrittenApproval {
  const annotations = metadata.annotations ?? {};
  // Labels of many routes slow kgateway down.
  const mark = kind.endsWith('Route') ? 'annotations' : 'labels';
  const missing: string[] = TEXTS.map((field) => keys[field]).filter((key) => !annotations[key]);
  const from = instantAt(annotations[keys.from]);
  const until = instantAt(annotations[keys.until]);
  if (from === undefined) missing.push(keys.from);
  if (until === undefined) missing.push(keys.until);
  return { approved: metadata[mark]?.[keys.approved] === 'true', mark, missing, from, until };
}

const DAY = 24 * 3_600_000;

/** What is wrong with an approval that lasts for more than so many days; else, or with a malformed date, `undefined`. */
export function longerThan(days: number, { from, until }: WrittenApproval): Longer | undefined {
  if (from === undefined || until === undefined || until - from <= days * DAY) return undefined;
  return {
    got: `${Math.ceil((until - from) / DAY)} days, until ${new Date(until).toISOString().replace('.000Z', 'Z')}`,
    latest: new Date(from + days * DAY).toISOString(),
    fix: 'set an earlier end, and renew the approval then',
  };
}

interface Longer {
  readonly got: string;
  /** The latest end that is permitted. */
  readonly latest: string;
  readonly fix: string;
}

/** The admission policy does not accept a date without a time. */
function instantAt(written: string | undefined): number | undefined {
  const found = instantOf(written);
  return found?.text === written ? found?.millis : undefined;
}

const TEXTS = ['owner', 'ticket', 'reason', 'approvedBy'] as const;
