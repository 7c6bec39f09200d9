import { plainHost } from '../../core/net/host-patterns';
import type { Manifest } from '../../manifests/manifest';
import type { EgressGraph } from '../graph';
import { approvalsByObject, approvedOn, lacks, strangers, unapproved } from './approvals';
import type { EgressPath } from './egress-path';
import type { ApprovalDemands } from './invariant';
import type { Report, Reported } from './report';
import { type Prepared, type Selecting, selectionOf } from './select';
import type { Context, Violation } from './violation';

/** What violates the demands on approvals: at each selected path, and at objects to which no path leads. */
export function approvalViolations(
  { invariant, within, except }: Prepared,
  demands: ApprovalDemands,
  paths: readonly EgressPath[],
  { graph }: Context,
  report: Report,
): void {
  const add = (violations: Iterable<Violation>, reported?: Reported) => {
    for (const violation of violations) report.add(invariant, violation, reported);
  };
  const seen = new Set<Manifest>();
  for (const path of paths) {
    const found = path.leg && approvedOn({ path, selected: [] }, graph);
    if (found) seen.add(found.object);
    const selection = path.leg ? selectionOf(path, within, except) : undefined;
    if (!selection || selection.applies === false) continue;
    const one = { path, selected: selection.selected };
    if (!found) add([unapproved(one)], { path, selection });
    else {
      add(lacks(found, demands, graph), { path, selection });
      if (demands.ownerIsCaller) add(strangers(one, found, graph), { path, selection });
    }
  }
  if (within.callers || within.ways) return;
  const hostsOf = hostsByObject(graph);
  for (const [object, approval] of approvalsByObject(graph)) {
    const hosts = hostsOf.get(object) ?? [];
    if (!seen.has(object) && isSelected(hosts, within, except)) add(lacks({ object, approval }, demands, graph));
  }
}

function isSelected(hosts: readonly string[], within: Selecting, except: Selecting | undefined): boolean {
  const meets = hosts.some((host) => within.hosts?.meets(host));
  if (within.hosts && !meets) return false;
  return !except?.hosts || except.callers !== undefined || !hosts.every((host) => except.hosts?.covers(host));
}

function hostsByObject({ destinations, routes }: EgressGraph): ReadonlyMap<Manifest, readonly string[]> {
  const ofDestinations = destinations.map(({ object, hosts }) => [object, hosts.map(plainHost)] as const);
  return new Map<Manifest, readonly string[]>([
    ...ofDestinations,
    ...routes.map(({ object, hostnames }) => [object, hostnames.map(plainHost)] as const),
  ]);
}
