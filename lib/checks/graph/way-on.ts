import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { KIND } from '../../core/kinds';
import { selects } from '../../core/label-selector';
import { lazy } from '../../core/memo';
import { type Cidr, parseCidr } from '../../core/net/cidr';
import { serviceOfHost } from '../../core/net/cluster-internal';
import { withoutFinalDot } from '../../core/net/dns';
import { ALL_ADDRESSES, addressesOf, portsOf } from '../../core/net/region';
import { sideOfAddress } from '../../core/net/side';
import { HBONE_PORT } from '../../core/ports';
import type { Manifest } from '../../manifests/manifest';
import { isCaptured } from './ambient';
import { type Catalogue, namespaceOf } from './catalogue';
import { isRead } from './client-exits';
import type { Destination, DestinationPort } from './destinations';
import type { EgressGraph } from './egress-graph';
import { extensionOf } from './extensions';
import { type GatewayPods, gatewayPodsOf } from './gateway-pods';
import type { ObjectOf } from './kinds';
import { matchesPeers, opensPort } from './network/matching';
import type { PolicyRule } from './network-policies';
import { routeKey } from './routes';
import type { Workload } from './workloads';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

/** What a gateway needs, and its network policies do not permit. */
export interface MissingWay {
  /** A policy that limits the gateway's pods, or those of the authorization server. */
  readonly policy: Manifest;
  readonly direction: 'egress' | 'ingress';
  /** `port 53, for DNS`. */
  readonly needed: string;
  /** What happens without it. */
  readonly otherwise: string;
  /** What adds the rule to the policy of an `EgressGateway`. @default - nothing: it has the rule */
  readonly property?: string;
}

/** What the pods of egress gateways need and cannot reach: DNS, kgateway, the authorization server, and the destinations. */
export function waysOn(graph: EgressGraph): MissingWay[] {
  const { catalogue, networkPolicies } = graph;
  const gateways = graph.egressGateways.size > 0 ? gatewayPodsOf(graph).filter(({ exit }) => exit.gateway) : [];
  const judged = gateways.filter(({ pod }) => isRead(pod, catalogue));
  return judged.flatMap((gateway) => {
    const policy = networkPolicies.responsible('Egress', gateway.pod);
    const rules = networkPolicies.accepting('Egress', gateway.pod);
    const own = policy ? [...controlPlane(policy, rules, gateway, catalogue), ...destinations(policy, gateway, graph)] : [];
    return [...own, ...authorization(policy, gateway, graph)];
  });
}

/** The name servers, and kgateway, from which Envoy gets its configuration. */
function controlPlane(
  policy: Manifest,
  rules: readonly PolicyRule[],
  { exit, pod }: GatewayPods,
  catalogue: Catalogue,
): MissingWay[] {
  const found: MissingWay[] = [];
  const missing = (needed: string) =>
    found.push({ policy, direction: 'egress', needed, otherwise: 'new pods do not become ready' });
  if (!rules.some((rule) => opensPort(rule, 53, 'UDP') || opensPort(rule, 53, 'TCP'))) missing('port 53 (UDP and TCP), for DNS');
  const isKgateway = exit.gateway?.object.spec.gatewayClassName === 'kgateway';
  if (isKgateway && !rules.some((rule) => leadsToKgateway(rule, pod.namespace, catalogue))) {
    missing('port 9977 of kgateway, and 15008 if kgateway is in ambient');
  }
  return found;
}

/** kgateway can run in another namespace, and use another port. */
function leadsToKgateway(rule: PolicyRule, home: string, catalogue: Catalogue): boolean {
  if (opensPort(rule, 9977, 'TCP')) return true;
  const isAway = rule.peers.length === 0 || rule.peers.some((peer) => peer.kind !== 'pods' || peer.namespaces !== home);
  if (isAway && opensPort(rule, HBONE_PORT, 'TCP')) return true;
  const kgateway = { namespace: 'kgateway-system', labels: {}, hasMoreLabels: true };
  const isOnlyDns = rule.ports.every((port) => 'first' in port && port.first === 53 && port.last === 53) && rule.ports.length > 0;
  return !isOnlyDns && matchesPeers(rule, kgateway, catalogue) !== false;
}

/** The destinations that cannot be called: those with an address at this address, all others at any address. */
function destinations(policy: Manifest, { exit, pod }: GatewayPods, graph: EgressGraph): MissingWay[] {
  const called: CalledPlaces = new Map();
  for (const { attachments, rules, leadsOut } of graph.routes) {
    if (!leadsOut || !attachments.some(({ gateway }) => gateway === exit.gateway)) continue;
    for (const { backends } of rules) {
      for (const { destination, port } of backends) if (destination) addCalled(destination, port, called);
    }
  }
  return [...called.values()].flatMap(({ host, address, port }): MissingWay[] => {
    const addresses = address ? addressesOf([address]) : ALL_ADDRESSES;
    const region = [{ addresses, ports: portsOf('TCP', port, port) }];
    const { openings, unlimited } = graph.networkPolicies.reach(pod, region, 'permits');
    if (openings.length > 0 || unlimited.length > 0) return [];
    const needed = `port ${port} of ${address ? host : `addresses outside the cluster, for ${host}`}`;
    const property = `${address ? `{ port: ${port}, addresses: ['${host}'] }` : `{ port: ${port} }`} to the property destinations`;
    return [{ policy, direction: 'egress', needed, otherwise: 'requests are answered with 503', property }];
  });
}

/** A port that the gateway calls. */
interface Called {
  /** The host, or its address. */
  readonly host: string;
  /** `undefined` for a name, and for a private address, which may be that of a Service: its pods are called at any address. */
  readonly address: Cidr | undefined;
  readonly port: number;
}

/** The first destination for each address and port, and for each port that is called at any address: the key is this port. */
type CalledPlaces = Map<string | number, Called>;

/** Adds where a destination is called, if it is called by names or addresses of its own, and on its own ports. */
function addCalled({ object, hosts, ports }: Destination, used: number | undefined, into: CalledPlaces): void {
  for (let index = 0; index < ports.length; index += 1) {
    const { number, targetPort: port = number } = ports[index] as DestinationPort;
    if (used !== undefined && number !== used) continue;
    for (const host of object.kind === 'Backend' ? hosts.slice(index, index + 1) : namesOf(object, hosts)) {
      const address = outsideAddress(host);
      const key = address ? `${host} ${port}` : port;
      if (!into.has(key)) into.set(key, { host, address, port });
    }
  }
}

function outsideAddress(host: string): Cidr | undefined {
  return sideOfAddress(host) === 'outside' ? parseCidr(host) : undefined;
}

/** The names and addresses by which a ServiceEntry is called. None if pods of the cluster answer, or if its endpoints have other ports. */
function namesOf({ kind, spec }: Manifest, hosts: readonly string[]): readonly string[] {
  const { endpoints = [], location, workloadSelector } = (spec ?? {}) as Partial<ServiceEntrySpec>;
  if (kind !== 'ServiceEntry' || location === 'MESH_INTERNAL' || workloadSelector) return [];
  if (endpoints.length === 0) return hosts;
  const names = endpoints.flatMap(({ ports, address }) => (ports || address === undefined ? [] : withoutFinalDot(address)));
  return names.filter((name) => serviceOfHost(name.toLowerCase()) === undefined);
}

/** The pods of authorization servers that the gateway cannot call. */
function authorization(policy: Manifest | undefined, gateway: GatewayPods, graph: EgressGraph): MissingWay[] {
  const servers = extensionsOf(gateway, graph).flatMap((extension) => serversOf(extension, graph));
  return servers.flatMap((server) => toServer(policy, gateway, server, graph));
}

/** The authorization extensions of a Gateway and of the routes that attach to it, each once. */
function extensionsOf({ exit }: GatewayPods, graph: EgressGraph): Extension[] {
  const attached = lazy(() => {
    const routes = graph.routes.filter(({ attachments }) => attachments.some(({ gateway }) => gateway === exit.gateway));
    return new Set(routes.map((route) => `${routeKey(route)} ${route.namespace}/${route.name}`));
  });
  const found = new Set<Extension>();
  for (const { policy, kind, namespace, name } of graph.policies.targets(KIND.TrafficPolicy)) {
    // Most policies are those of hosts, without authorization.
    if (!policy.spec.extAuth) continue;
    const isOwn =
      kind === KIND.Gateway ? namespace === exit.namespace && name === exit.name : attached().has(`${kind} ${namespace}/${name}`);
    const extension = isOwn ? extensionOf(policy, graph) : undefined;
    if (extension) found.add(extension);
  }
  return [...found];
}

interface Server extends Pick<Workload, 'object' | 'namespace' | 'labels'> {
  /** The port of its pods; `undefined` if unknown. */
  readonly port: number | undefined;
}

function serversOf(extension: Extension, { catalogue, workloads }: EgressGraph): Server[] {
  const ref = extension.spec.extAuth?.grpcService?.backendRef ?? extension.spec.extAuth?.httpService?.backendRef;
  if (!ref || (ref.kind ?? 'Service') !== 'Service') return [];
  const namespace = ref.namespace ?? namespaceOf(extension);
  const { selector, ports = [] } = catalogue.find(KIND.Service, namespace, ref.name)?.spec ?? {};
  if (!selector) return [];
  const used = ports.find(({ port }) => ref.port === undefined || port === ref.port);
  const target = used?.targetPort ?? used?.port;
  const own = workloads.filter((one) => one.namespace === namespace && selects({ matchLabels: selector }, one.labels));
  return own.map(({ object, labels }) => ({ object, namespace, labels, port: typeof target === 'number' ? target : undefined }));
}

function toServer(
  policy: Manifest | undefined,
  gateway: GatewayPods,
  server: Server,
  { catalogue, networkPolicies }: EgressGraph,
): MissingWay[] {
  const captured = isCaptured(server.namespace, server.labels, catalogue);
  const isHbone = gateway.isCaptured && captured;
  const port = isHbone ? HBONE_PORT : gateway.isCaptured === undefined || captured === undefined ? undefined : server.port;
  if (port === undefined) return [];
  const flow = { from: gateway.pod, to: { namespace: server.namespace, labels: server.labels }, port };
  const isDenied = (direction: 'Egress' | 'Ingress') =>
    networkPolicies.decide(direction, flow).every(({ permitted }) => !permitted);
  const ofServer = networkPolicies.responsible('Ingress', flow.to);
  const otherwise = 'all requests are refused';
  const needed = `port ${port} of ${server.object.kind} ${server.namespace}/${server.object.metadata.name}, the authorization server`;
  const found: MissingWay[] = policy && isDenied('Egress') ? [{ policy, direction: 'egress', needed, otherwise }] : [];
  if (!ofServer || !isDenied('Ingress')) return found;
  return [
    ...found,
    {
      policy: ofServer,
      direction: 'ingress',
      needed: `port ${port} from the pods of Gateway ${gateway.exit.namespace}/${gateway.exit.name}`,
      otherwise,
    },
  ];
}
