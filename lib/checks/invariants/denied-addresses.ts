import { GATEWAY_NAME } from '../../core/labels';
import type { Region } from '../../core/net/region';
import { intersection } from '../../core/net/spans';
import type { Attachment, EgressGraph } from '../graph';
import { isRead } from '../graph/client-exits';
import { allGatewayPods } from '../graph/gateway-pods';
import { leadsToGateway } from '../graph/leads-to-gateway';
import { pathsTo, WITHOUT_DNS } from './direct';
import type { EgressPath, Leg } from './egress-path';
import { gatewayPaths } from './legs';
import { addressesIn, namesOf } from './names';
import type { Report } from './report';
import { type Prepared, selectionOf } from './select';
import type { Context, Violation } from './violation';

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
  const region = [{ addresses: ranges, ports: WITHOUT_DNS }];
  const done = new Set<string>();
  for (const path of paths) {
    const key = path.leg && keyOf(path.leg.attachment);
    if (key === undefined || done.has(key) || !path.names?.some(({ addresses }) => addresses === undefined)) continue;
    const selection = selectionOf(path, within, except);
    if (selection.applies === false) continue;
    done.add(key);
    const open = path.leg && openTo(region, path.leg, graph);
    if (!open) continue;
    const fix = 'add the addresses to except of the ipBlock in the NetworkPolicy of the gateway';
    report.add(invariant, { ...open, got: 'an opening for denied addresses', allowed, fix }, { path, selection });
  }
}

/** A Gateway, or a ListenerSet whose Gateway is not known. */
function keyOf({ gatewayKey, parent, namespace, name }: Attachment): string {
  return gatewayKey ?? `${parent} ${namespace}/${name}`;
}

type GatewayOpening = Pick<Violation, 'object' | 'path' | 'undecided'>;

/** What lets the gateway of a path reach addresses, as far as the manifests show it; `undefined` if nothing does. */
function openTo(region: Region, { attachment, rule: { route } }: Leg, graph: EgressGraph): GatewayOpening | undefined {
  const { gatewayKey, gateway, path } = attachment;
  const [namespace, name] = gatewayKey?.split('/') ?? [];
  const absent = { object: route.object, path, undecided: ABSENT };
  if (namespace === undefined || name === undefined) return absent;
  const known = gateway && allGatewayPods(graph).find(({ exit }) => exit.gateway === gateway);
  const pod = known?.pod ?? { namespace, labels: { [GATEWAY_NAME]: name }, hasMoreLabels: true };
  if (!isRead(pod, graph.catalogue)) return undefined;
  // A policy that selects the pods only by labels that are not known does not count as closing them.
  const { openings, unlimited } = graph.networkPolicies.reach(pod, region, 'permits');
  const rule = (openings.find((one) => one.region) ?? openings[0])?.rule;
  if (rule) return { object: rule.policy, path: rule.path, undecided: RESOLVED };
  if (unlimited.length === 0) return undefined;
  return gateway ? { object: gateway.object, path: ['metadata', 'namespace'], undecided: RESOLVED } : absent;
}

const RESOLVED =
  'the names of hosts are resolved when they are called, and no network policy keeps the gateway from the addresses';
const ABSENT = 'the Gateway is not among the manifests, so whether a network policy keeps it from the addresses is not known';

/** Destinations that no gateway uses. Who reaches them is not known. */
function unusedDestinations({ invariant, within, ranges, allowed }: Denied, graph: EgressGraph, report: Report): void {
  if (within.callers || within.ways) return;
  const used = new Set(gatewayPaths(graph).flatMap(({ leg }) => leg?.use.destination ?? []));
  for (const destination of graph.destinations) {
    if (used.has(destination) || destination.side === 'inside' || leadsToGateway(destination.object, graph)) continue;
    const found = namesOf(destination, graph).find(({ addresses }) => intersection(addresses ?? [], ranges).length > 0);
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
