import type { EgressGraph } from '../../checks/graph';
import { namespaceOf } from '../../checks/graph';
import { isCaptured } from '../../checks/graph/ambient';
import type { GatewayPods } from '../../checks/graph/gateway-pods';
import type { ObjectOf } from '../../checks/graph/kinds';
import { type Labels, selects } from '../../core/label-selector';
import { serviceOfHost } from '../../core/net/cluster-internal';
import { withoutFinalDot } from '../../core/net/dns';
import type { Manifest } from '../../manifests/manifest';
import type { SimulatedCaller } from '../trace/simulation';
import type { Trace } from '../trace/trace';
import type { Sending } from './sent-request';

/** Where a connection goes. */
export type Way =
  /** To a port of a gateway's pods. */
  | { readonly kind: 'gateway'; readonly pods: GatewayPods; readonly port: number }
  /** To something else. */
  | { readonly kind: 'elsewhere'; readonly host: string; readonly port: number };

/** Where the connection of an application goes: by a ServiceEntry that takes its calls, by a Service, or out of the cluster. */
export function wayOf(
  { host, port }: Pick<Sending, 'host' | 'port'>,
  caller: SimulatedCaller,
  gateways: readonly GatewayPods[],
  graph: EgressGraph,
  trace: Trace,
): Way {
  const name = withoutFinalDot(host);
  const asked = { name, port, caller, gateways, graph, trace };
  const way = byServiceEntry(asked) ?? byService(asked) ?? byGatewayService(asked);
  if (!way && isInside(asked)) {
    trace.unknown('capture', `${name} is a Service of the cluster that leads to no gateway among the manifests: not simulated`);
  }
  return way ?? { kind: 'elsewhere', host: name, port };
}

/** Whether a name can only be that of a Service. */
function isInside({ name, caller, graph: { catalogue } }: Asked): boolean {
  if (serviceOfHost(name) !== undefined || !name.includes('.')) return true;
  return servicesFor(name, caller.namespace).some(
    (service) => catalogue.find('Service', service.namespace, service.name) ?? catalogue.find('Namespace', '', service.namespace),
  );
}

interface Asked {
  readonly name: string;
  readonly port: number;
  readonly caller: SimulatedCaller;
  readonly gateways: readonly GatewayPods[];
  readonly graph: EgressGraph;
  readonly trace: Trace;
}

/** A ServiceEntry whose workloads are the pods of a gateway takes the calls of pods in the mesh. */
function byServiceEntry({ name, port, caller, gateways, graph, trace }: Asked): Way | undefined {
  for (const object of graph.catalogue.ofKind('networking.istio.io/ServiceEntry')) {
    const { hosts, ports = [], workloadSelector, exportTo } = object.spec;
    const pods = podsSelected(gateways, workloadSelector?.labels, namespaceOf(object));
    if (!pods || !hosts.some((host) => withoutFinalDot(host.toLowerCase()) === name)) continue;
    const place = { object, path: ['spec', 'hosts'] };
    if (!isExported(exportTo, namespaceOf(object), caller.namespace)) continue;
    const captured = isCaptured(caller.namespace, caller.labels ?? {}, graph.catalogue);
    if (captured === undefined) {
      return trace.unknown(
        'capture',
        `whether the mesh captures pods of ${caller.namespace} is not known: its Namespace is not among the manifests`,
        place,
      );
    }
    if (!captured) continue;
    const found = ports.find(({ number }) => number === port);
    if (!found) return trace.deny('capture', `the mesh takes the calls of ${name}, but not those to port ${port}`, place);
    const target = found.targetPort ?? found.number;
    trace.pass('capture', `the mesh sends calls of ${name}:${port} to port ${target} of the gateway`, place);
    return { kind: 'gateway', pods, port: target };
  }
  return undefined;
}

function isExported(exportTo: readonly string[] = ['*'], home: string, namespace: string): boolean {
  return (
    exportTo.length === 0 ||
    exportTo.includes('*') ||
    exportTo.includes(namespace) ||
    (exportTo.includes('.') && home === namespace)
  );
}

function podsSelected(gateways: readonly GatewayPods[], labels: Labels | undefined, namespace: string): GatewayPods | undefined {
  if (!labels || Object.keys(labels).length === 0) return undefined;
  return gateways.find(({ pod }) => pod.namespace === namespace && selects({ matchLabels: labels }, pod.labels));
}

/** The namespace and the name of the Service that a name spells for a pod; several, as resolvers try them in this order. */
function servicesFor(name: string, namespace: string): { readonly namespace: string; readonly name: string }[] {
  const [first = '', second, ...more] = name.split('.');
  const rest = more.join('.');
  if (second === undefined) return [{ namespace, name: first }];
  return rest === '' || rest === 'svc' || rest === 'svc.cluster.local' ? [{ namespace: second, name: first }] : [];
}

function byService({ name, port, caller, gateways, graph, trace }: Asked): Way | undefined {
  const [service] = servicesFor(name, caller.namespace).flatMap(
    (each) => graph.catalogue.find('Service', each.namespace, each.name) ?? [],
  );
  if (!service) return undefined;
  const place = { object: service, path: ['spec'] };
  const { selector, ports = [] } = service.spec ?? {};
  const pods = podsSelected(gateways, selector, namespaceOf(service));
  if (!pods) return undefined;
  const found = ports.find((each) => each.port === port);
  if (!found) return trace.deny('capture', `the Service has no port ${port}`, place);
  const target = targetOf(found, service, trace);
  trace.pass('capture', `the Service leads to port ${target} of the gateway`, place);
  return { kind: 'gateway', pods, port: target };
}

function targetOf(
  { port, targetPort = port }: { port: number; targetPort?: number | string },
  object: ObjectOf<'Service'>,
  trace: Trace,
): number {
  if (typeof targetPort === 'number') return targetPort;
  return trace.unknown('capture', `the Service leads to the port named ${targetPort}, whose number is not known`, { object });
}

/** kgateway makes a Service with the name of the Gateway, with the ports of its listeners. */
function byGatewayService({ name, port, caller, gateways, trace }: Asked): Way | undefined {
  for (const { namespace, name: service } of servicesFor(name, caller.namespace)) {
    const pods = gateways.find(({ exit }) => exit.namespace === namespace && exit.name === service);
    if (!pods) continue;
    const object: Manifest | undefined = pods.exit.gateway?.object;
    trace.pass('capture', `the Service that kgateway makes for the Gateway leads to its port ${port}`, { object });
    return { kind: 'gateway', pods, port };
  }
  return undefined;
}
