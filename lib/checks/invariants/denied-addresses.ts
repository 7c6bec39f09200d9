import { intersection } from '../../core/net/spans';
import type { EgressGraph, Gateway } from '../graph';
import { isRead } from '../graph/client-exits';
import { allGatewayPods, type GatewayPods } from '../graph/gateway-pods';
import { leadsToGateway } from '../graph/leads-to-gateway';
import { pathsTo, WITHOUT_DNS } from './direct';
import type { EgressPath } from './egress-path';
import { gatewayPaths } from './legs';
import { addressesIn, namesOf } from './names';
import type { Report } from './report';
import { type Prepared, selectionOf } from './select';
import type { Context } from './violation';

/**
 * Everything that leads to denied addresses, besides the paths that name them: network policies of pods, network policies of gateways
 * whose hosts may resolve to the addresses, and destinations that no route uses.
 */
export function deniedAddresses(
  prepared: Prepared,
  texts: readonly string[],
  paths: readonly EgressPath[],
  context: Context,
  report: Report,
): void {
  const ranges = texts.flatMap((text) => [...(addressesIn(text) ?? [])]);
  const denied = { ...prepared, ranges, allowed: `addresses outside ${texts.join(', ')}` };
  byPods(denied, context, report);
  byGateways(denied, paths, context.graph, report);
  unusedDestinations(denied, context.graph, report);
}

interface Denied extends Prepared {
  readonly ranges: Parameters<typeof pathsTo>[0];
  readonly allowed: string;
}

function byPods(
  { invariant, within, except, ranges, allowed }: Denied,
  { graph, platformNamespaces }: Context,
  report: Report,
): void {
  const isOpen = !within.ways || within.ways.includes('direct');
  for (const path of isOpen ? pathsTo(ranges, graph, platformNamespaces) : []) {
    // Hosts of an invariant cannot limit addresses.
    const selection = selectionOf(path, { ...within, hosts: undefined }, except);
    if (selection.applies === false) continue;
    const { object, at, names, unknown } = path;
    const fix = 'add the addresses to except of the ipBlock, or add a NetworkPolicy that closes the egress of the pods';
    const got = names
      ? 'names whose addresses are not known'
      : path.steps().length > 0
        ? 'an opening for denied addresses'
        : (unknown ?? '');
    const undecided = names ? 'the addresses of the names are not in the manifests' : undefined;
    report.add(invariant, { object, path: at, got, allowed, fix, ...(undecided && { undecided }) }, { path, selection });
  }
}

/** The names of hosts resolve to whatever addresses their owners choose. Only a network policy keeps the gateway from these. */
function byGateways(
  { invariant, within, except, ranges, allowed }: Denied,
  paths: readonly EgressPath[],
  graph: EgressGraph,
  report: Report,
): void {
  const pods = new Map<Gateway | undefined, GatewayPods>(allGatewayPods(graph).map((one) => [one.exit.gateway, one]));
  const done = new Set<Gateway>();
  for (const path of paths) {
    const gateway = path.leg?.attachment.gateway;
    if (!gateway || done.has(gateway) || !path.names?.some(({ addresses }) => addresses === undefined)) continue;
    const selection = selectionOf(path, within, except);
    const pod = pods.get(gateway)?.pod;
    if (selection.applies === false || !pod) continue;
    done.add(gateway);
    if (!isRead(pod, graph.catalogue)) continue;
    const { openings, unlimited } = graph.networkPolicies.reach(pod, [{ addresses: ranges, ports: WITHOUT_DNS }]);
    const undecided =
      'the names of hosts are resolved when they are called, and no network policy keeps the gateway from the addresses';
    const fix = 'add the addresses to except of the ipBlock in the NetworkPolicy of the gateway';
    const rule = openings.find(({ region }) => region)?.rule;
    const at = rule ? { object: rule.policy, path: rule.path } : { object: gateway.object, path: ['metadata', 'namespace'] };
    if (!rule && unlimited.length === 0) continue;
    report.add(invariant, { ...at, got: 'an opening for denied addresses', allowed, fix, undecided }, { path, selection });
  }
}

/** Destinations that no gateway uses. Who reaches them is not known. */
function unusedDestinations({ invariant, within, ranges, allowed }: Denied, graph: EgressGraph, report: Report): void {
  if (within.callers || within.ways) return;
  const used = new Set(gatewayPaths(graph).flatMap(({ leg }) => leg?.use.destination ?? []));
  for (const destination of graph.destinations) {
    if (used.has(destination) || destination.side === 'inside' || leadsToGateway(destination.object, graph)) continue;
    const found = namesOf(destination, graph.catalogue).find(({ addresses }) => intersection(addresses ?? [], ranges).length > 0);
    if (!found) continue;
    const undecided = 'no route of a gateway leads to the destination, so who reaches it is not known';
    report.add(invariant, {
      object: destination.object,
      path: found.at,
      got: found.text,
      allowed,
      fix: 'remove the object',
      undecided,
    });
  }
}
