import type { TrailStep } from '../../core/finding';
import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import { plainHost } from '../../core/net/host-patterns';
import { portsOf } from '../../core/net/region';
import type { Spans } from '../../core/net/spans';
import type { Manifest } from '../../manifests/manifest';
import { type BackendUse, type EgressGraph, effectiveHosts, leadsOut, type RouteRule, readsRequests } from '../graph';
import { servesRule } from '../graph/delegation';
import type { Destination } from '../graph/destinations';
import { dynamicBackendOf, isDynamicEncrypted } from '../graph/dynamic-backends';
import { portsInUse, serviceEntriesByHost } from '../graph/uses';
import { keepsPort } from '../rules/egress/client-chosen-port';
import { accessTo, UNKNOWN } from './access';
import type { EgressPath, Leg, Named } from './egress-path';
import { dialledPorts, named, namesOf } from './names';

/** All paths out of the cluster by gateways of kgateway. */
export const gatewayPaths = memoizePerObject((graph: EgressGraph): readonly EgressPath[] => {
  const namesOnce = memoizePerObject((destination: Destination) => namesOf(destination, graph));
  return legsOf(graph).map((leg) => pathOf(leg, graph, namesOnce));
});

function legsOf(graph: EgressGraph): Leg[] {
  const legs: Leg[] = [];
  for (const route of graph.routes) {
    if (!route.leadsOut) continue;
    for (const rule of route.rules) if (rule.leadsOut) addLegs(rule, graph, legs);
  }
  return legs;
}

function addLegs(rule: RouteRule, graph: EgressGraph, into: Leg[]): void {
  const uses = rule.backends.filter(leadsOut).flatMap((use) => rivalsOf(use, graph));
  for (const attachment of rule.route.served) {
    if (!servesRule(attachment, rule)) continue;
    const listeners = attachment.gateway ? attachment.listeners : [undefined];
    for (const listener of listeners) for (const use of uses) into.push({ rule, use, attachment, listener });
  }
}

/** A backend, once for each ServiceEntry that it can mean: several can have the name of a Hostname. */
function rivalsOf(use: BackendUse, graph: EgressGraph): readonly BackendUse[] {
  const rivals = use.kind === KIND.Hostname ? serviceEntriesOf(graph).get(use.name.toLowerCase()) : undefined;
  return rivals?.map(({ destination }) => ({ ...use, destination, side: destination.side })) ?? [use];
}

const serviceEntriesOf = memoizePerObject((graph: EgressGraph) => new Map(serviceEntriesByHost(graph)));

type NamesOf = (destination: Destination) => readonly Named[];

function pathOf(leg: Leg, graph: EgressGraph, namesOnce: NamesOf): EgressPath {
  const { rule, use, listener } = leg;
  const requested = requestedAt(leg);
  const backend = dynamicBackendOf(use, graph.catalogue);
  const access = listener ? accessTo(listener, graph) : UNKNOWN;
  const target = backend ? dynamicTarget(leg, requested, graph) : targetOf(use, namesOnce, graph);
  const way = backend ? 'dynamic' : readsRequests(rule.route) ? 'http' : 'passthrough';
  const others = backend ? [] : requested.filter((host) => host !== '*');
  return { ...target, access, way, requested: others, leg, steps: () => stepsOf(leg, backend, target) };
}

/** The hosts for which requests take the path. */
function requestedAt({ attachment, listener }: Leg): string[] {
  const { hostnames } = attachment;
  if (listener) return effectiveHosts(hostnames, listener).map(plainHost);
  return hostnames.length > 0 ? hostnames.map(plainHost) : ['*'];
}

type Target = Pick<EgressPath, 'object' | 'at' | 'names' | 'unknown' | 'ports'>;

function targetOf(use: BackendUse, namesOnce: NamesOf, graph: EgressGraph): Target {
  const { destination, rule, path: at, kind, namespace, name, port } = use;
  if (destination) {
    const found = portsInUse(use).flatMap((one) => dialledPorts(destination, one, graph).flatMap(tcp));
    const ports = found.length > 0 ? found : undefined;
    return { object: destination.object, at: [], names: namesOnce(destination), ports };
  }
  const object = use.member?.object ?? rule.route.object;
  const ports = port === undefined ? undefined : tcp(port);
  if (kind === KIND.Hostname) return { object, at, names: [named(name, at)], ports };
  const short = kind.slice(kind.indexOf('/') + 1);
  const unknown = `where ${short} ${namespace}/${name} leads is not known`;
  return { object, at, names: undefined, unknown, ports };
}

function tcp(port: number): Spans[number][] {
  return [...portsOf('TCP', port, port)];
}

/** A Backend that goes to the host of each request. */
function dynamicTarget({ rule, use, attachment }: Leg, requested: readonly string[], graph: EgressGraph): Target {
  const { object } = attachment.via[0]?.route ?? rule.route;
  const at = ['spec', 'hostnames'];
  const ports = keepsPort(rule, graph) ? undefined : tcp(isDynamicEncrypted(use, graph) ? 443 : 80);
  const rewritten = [...attachment.via, rule].some(({ filters }) => filters.some(({ urlRewrite }) => urlRewrite?.hostname));
  if (!rewritten) return { object, at, names: requested.map((host) => named(host, at)), ports };
  const unknown = `a filter replaces the host that Backend ${use.namespace}/${use.name} reads, so where it leads is not known`;
  return { object, at, names: undefined, unknown, ports };
}

/** The steps from the listener to the destination. */
function stepsOf({ listener, attachment, rule, use }: Leg, backend: Manifest | undefined, { names }: Target): TrailStep[] {
  const at = listener
    ? [{ object: listener.object, path: listener.path, text: `listener ${listener.spec.name}, port ${listener.spec.port}` }]
    : [{ path: [], text: `${attachment.parent} ${attachment.namespace}/${attachment.name}, which is not among the manifests` }];
  const rules = [...attachment.via, rule].map(({ route, path }) => ({ object: route.object, path, text: 'route' }));
  const member = use.member ? [{ object: use.member.object, path: use.member.path, text: 'one of several backends' }] : [];
  const object = use.destination?.object ?? backend;
  const port = use.port === undefined ? '' : `, port ${use.port}`;
  const text = `destination ${names?.map((name) => name.text).join(', ') ?? `${use.namespace}/${use.name}`}${port}`;
  return [...at, ...rules, ...member, { ...(object && { object }), path: [], text }];
}

/** Whether a host is a wildcard, or every host. Istio accepts `*` before other characters too, as in `*-api.example.com`. */
export function isOpenHost(host: string): boolean {
  return host.startsWith('*');
}
