// The parts of which the ways are made.
import type { KubeObject } from '../bed';
import { backend, GATEWAY_API, KGATEWAY, refusal, toBackend } from '../open-route';
import { GATEWAY_PODS, object } from './names';

/** A port of a host, and the listener of the gateway that gets its connections. */
export interface CapturedPort {
  readonly number: number;
  readonly protocol: 'HTTP' | 'TLS' | 'TCP';
  readonly targetPort: number;
}

/** Sends what pods open to a host to the pods of the gateway instead. The host gets a virtual address, unless it has addresses. */
export function capture(host: string, port: CapturedPort, addresses?: readonly string[]): KubeObject {
  return object('networking.istio.io/v1', 'ServiceEntry', `capture-${host}`, {
    hosts: [host],
    ...(addresses && { addresses }),
    location: 'MESH_INTERNAL',
    resolution: 'STATIC',
    ports: [{ name: port.protocol.toLowerCase(), ...port }],
    workloadSelector: { labels: GATEWAY_PODS },
  });
}

/** By this label the library's limit of retries applies to a destination. */
const LIMITED = { 'cdk8s-egress/retry-limit': 'egress-kgateway' };

/** A destination that Envoy resolves itself. The dot at the end keeps the search domains of its pod away. */
export function destination(host: string, port: number): KubeObject {
  const made = backend(host, undefined, `${host}.`, port);
  return { ...made, metadata: { ...made.metadata, labels: LIMITED } };
}

/** Makes the gateway call a destination over TLS. */
export function originate(host: string): KubeObject {
  return object(GATEWAY_API, 'BackendTLSPolicy', host, {
    targetRefs: [toBackend(host)],
    validation: { hostname: host, wellKnownCACertificates: 'System' },
  });
}

/** The headers that the library removes. */
const OWN_HEADERS = ['x-egress-decision', 'x-forwarded-for', 'x-forwarded-proto', 'x-envoy-external-address'];

/** The route of a host, for requests that were decided for it. */
export function route(host: string, hostnames: readonly string[] = [host], to = host): KubeObject {
  const headers = [{ name: 'x-egress-decision', type: 'Exact', value: host }];
  const remove = { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: OWN_HEADERS } };
  return object(GATEWAY_API, 'HTTPRoute', host.replace('*', 'any'), {
    parentRefs: [{ name: 'egress-kgateway', sectionName: 'http' }],
    hostnames,
    rules: [{ matches: [{ headers }], filters: [remove], backendRefs: [toBackend(to)] }, { filters: [refusal] }],
  });
}

/** Sends connections of a listener to a destination. */
export function streams(kind: 'TLSRoute' | 'TCPRoute', host: string, sectionName: string): KubeObject {
  return object(GATEWAY_API, kind, host, {
    parentRefs: [{ name: 'egress-kgateway', sectionName }],
    ...(kind === 'TLSRoute' && { hostnames: [host] }),
    rules: [{ backendRefs: [toBackend(host)] }],
  });
}

/** Lets the agents of team-a open connections to a listener. */
export function admit(name: string, port: number): KubeObject {
  return object('security.istio.io/v1', 'AuthorizationPolicy', name, {
    selector: { matchLabels: GATEWAY_PODS },
    action: 'ALLOW',
    rules: [{ from: [{ source: { serviceAccounts: ['team-a/agent'] } }], to: [{ operation: { ports: [String(port)] } }] }],
  });
}

/** Lets the gateway reach a port outside that its other policies keep closed. */
export function reachable(name: string, port: number): KubeObject {
  return object('networking.k8s.io/v1', 'NetworkPolicy', name, {
    podSelector: { matchLabels: GATEWAY_PODS },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port, protocol: 'TCP' }] }],
  });
}

/** One destination for all hosts whose routes name it, over TLS. Envoy resolves the name of each request. */
export function dynamic(name: string): KubeObject[] {
  const target = { group: 'gateway.kgateway.dev', kind: 'Backend', name };
  const tls = { wellKnownCACertificates: 'System', parameters: { minVersion: '1.2', maxVersion: '1.3' } };
  return [
    object(KGATEWAY, 'Backend', name, { dynamicForwardProxy: { enableTls: true } }),
    object(KGATEWAY, 'BackendConfigPolicy', name, { targetRefs: [target], tls }),
  ];
}
