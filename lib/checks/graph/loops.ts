import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import { type ServiceName, serviceOfHost } from '../../core/net/cluster-internal';
import { withoutFinalDot } from '../../core/net/dns';
import type { Path } from '../../core/path';
import { gatewayPodMarks } from './ambient';
import type { Destination } from './destinations';
import { dynamicBackendOf } from './dynamic-backends';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';
import type { BackendUse, RouteRule } from './routes';

/** A way by which a rule sends requests back to a gateway. */
export interface Loop {
  readonly path: Path;
  /** What leads to the gateway, for messages. */
  readonly by: string;
}

/** The ways by which a rule sends requests back to `gateway`, whose listener received them. */
export function* loopsOf(rule: RouteRule, gateway: Gateway, graph: EgressGraph): Iterable<Loop> {
  for (const use of rule.backends) {
    const by = backTo(use, gateway, graph);
    if (by !== undefined) yield { path: use.path, by };
  }
  if (rule.filters.length === 0 || !rule.backends.some((use) => dynamicBackendOf(use, graph.catalogue))) return;
  for (const [index, { urlRewrite }] of rule.filters.entries()) {
    const name = urlRewrite?.hostname;
    if (name === undefined || !isGatewayName(name, gateway, graph)) continue;
    yield {
      path: [...rule.path, 'filters', index, 'urlRewrite', 'hostname'],
      by: `${name}, a Service of Gateway ${gateway.name}`,
    };
  }
}

function backTo({ kind, namespace, name, destination }: BackendUse, gateway: Gateway, graph: EgressGraph): string | undefined {
  if (destination && selectsPods(destination, gateway, graph)) {
    return `ServiceEntry ${destination.namespace}/${destination.name}, which selects the pods of Gateway ${gateway.name}`;
  }
  if (kind === KIND.Service && isGatewayService({ namespace, name }, gateway, graph)) {
    return `Service ${namespace}/${name}, which selects the pods of Gateway ${gateway.name}`;
  }
  if (kind !== KIND.Backend || !destination) return undefined;
  const back = destination.hosts.find((host) => isGatewayName(host, gateway, graph));
  return back === undefined ? undefined : `Backend ${namespace}/${name} for ${back}, a Service of Gateway ${gateway.name}`;
}

/** `name.namespace`, also with `.svc` or `.svc.cluster.local`, or `name` in the namespace of the gateway. */
function isGatewayName(written: string, gateway: Gateway, graph: EgressGraph): boolean {
  const host = withoutFinalDot(written.toLowerCase());
  const [name = '', namespace = gateway.namespace, ...more] = host.split('.');
  const service = serviceOfHost(host) ?? (more.length === 0 ? { namespace, name } : undefined);
  return service !== undefined && isGatewayService(service, gateway, graph);
}

/** kgateway names the Service of a gateway after it. Others can select its pods. */
function isGatewayService({ namespace, name }: ServiceName, gateway: Gateway, { catalogue }: EgressGraph): boolean {
  if (namespace !== gateway.namespace) return false;
  const service = catalogue.find('Service', namespace, name);
  if (!service) return name === gateway.name;
  const { selector } = service.spec ?? {};
  return selector?.[GATEWAY_NAME] === gateway.name;
}

/** The labels that are known: that of the Gateway's name, and those of its GatewayParameters. */
function selectsPods({ kind, object, namespace }: Destination, gateway: Gateway, { catalogue }: EgressGraph): boolean {
  if (kind !== 'ServiceEntry' || namespace !== gateway.namespace) return false;
  const { labels } = (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec.workloadSelector ?? {};
  if (!labels || Object.keys(labels).length === 0) return false;
  const known = { ...gatewayPodMarks(gateway, catalogue)?.labels, [GATEWAY_NAME]: gateway.name } as Record<string, string>;
  return Object.entries(labels).every(([key, value]) => known[key] === value);
}
