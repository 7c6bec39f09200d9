// The manifests of each way, written by hand: a function for each. The gateway and its decision are those of the library.
import type { KubeObject } from '../bed';
import { ALIAS, ALIASES, GATEWAY_PODS, HOSTS, LISTENERS, object, SUFFIX } from './names';
import { admit, capture, destination, dynamic, originate, reachable, route, streams } from './parts';

/** The application calls the name of the host as before. */
export function transparent(): KubeObject[] {
  const host = HOSTS.transparent;
  return [
    capture(host, { number: 80, protocol: 'HTTP', targetPort: LISTENERS.agents }),
    destination(host, 443),
    originate(host),
    route(host),
  ];
}

/** The application calls a Service, by its base URL. */
export function alias(hostnames: readonly string[] = [HOSTS.alias, ...ALIASES]): KubeObject[] {
  const host = HOSTS.alias;
  const service: KubeObject = object('v1', 'Service', ALIAS, {
    selector: GATEWAY_PODS,
    ports: [{ name: 'http', port: 80, targetPort: LISTENERS.agents }],
  });
  return [service, destination(host, 443), originate(host), route(host, hostnames)];
}

/** The application uses the gateway as its HTTP proxy. */
export function proxy(): KubeObject[] {
  return [destination(HOSTS.proxy, 443), originate(HOSTS.proxy), route(HOSTS.proxy)];
}

/** The dynamic destination: a host, and all hosts under a suffix. */
export function dynamicDestination(): KubeObject[] {
  const wildcard = `*.${SUFFIX}`;
  const [exact, any] = ['dynamic', 'dynamic-any'];
  return [...[exact, any].flatMap(dynamic), route(HOSTS.dynamic, [HOSTS.dynamic], exact), route(wildcard, [wildcard], any)];
}

/** The application calls the host over TLS, which the gateway does not end. */
export function passthrough(): KubeObject[] {
  const host = HOSTS.passthrough;
  return [
    capture(host, { number: 443, protocol: 'TLS', targetPort: LISTENERS.tls }),
    destination(host, 443),
    streams('TLSRoute', host, 'tls'),
    admit('egress-kgateway-tls', LISTENERS.tls),
  ];
}

/** The application opens a connection of any protocol. */
export function tcp(): KubeObject[] {
  const host = HOSTS.tcp;
  return [
    capture(host, { number: 5432, protocol: 'TCP', targetPort: LISTENERS.db }),
    destination(host, 5432),
    streams('TCPRoute', host, 'db'),
    admit('egress-kgateway-db', LISTENERS.db),
    reachable('egress-kgateway-db', 5432),
  ];
}
