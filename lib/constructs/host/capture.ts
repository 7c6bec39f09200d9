import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { ServiceEntry, type ServiceEntryPort } from '../../../imports/networking.istio.io/service-entry';
import { GATEWAY_NAME } from '../../core/labels';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import type { ListenerProtocol } from '../caller/listener';
import { type IEgressGateway, portOfListener } from '../gateway/gateway-base';

/** A port on which applications call a host, and the listener of the gateway that takes these connections. */
export interface CapturedPort {
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** The name of the listener. */
  readonly listener: string;
}

/** The ports of each host that a gateway captures. A ServiceEntry has all ports of its host: of two for one host, the older wins. */
const captures = new WeakMap<IEgressGateway, Map<string, CapturedPort[]>>();

/** The suffix of the ServiceEntry that captures a host, after the host. */
export const CAPTURE_SUFFIX = '-capture';

/** The name of the ServiceEntry that captures a host. It does not depend on which of several hosts of the name comes first. */
export function captureName(host: string): string {
  return `${host}${CAPTURE_SUFFIX}`;
}

/** Whether a gateway captures a port of a host more than once. */
export function isCapturedTwice(gateway: IEgressGateway, host: string, port: number): boolean {
  const ports = captures.get(gateway)?.get(host) ?? [];
  return ports.filter((captured) => captured.port === port).length > 1;
}

/**
 * Captures a port of a host: the mesh sends the connections of applications to it to the gateway. The first port of a host creates
 * the ServiceEntry. Its endpoints are the pods of the gateway, so that it is in their namespace, and leads nowhere without them.
 */
export function capture(
  scope: Construct,
  gateway: IEgressGateway,
  host: string,
  port: CapturedPort,
  metadata: ApiObjectMetadata,
): void {
  const hosts = captures.get(gateway) ?? new Map<string, CapturedPort[]>();
  captures.set(gateway, hosts);
  const ports = hosts.get(host);
  if (ports) {
    ports.push(port);
    return;
  }
  const first = [port];
  hosts.set(host, first);
  makeObject(scope, 'Capture', ServiceEntry, {
    metadata,
    spec: {
      hosts: [host],
      location: 'MESH_INTERNAL',
      ports: later(() => [...first].sort((a, b) => a.port - b.port).map((each) => servicePort(gateway, each))),
      resolution: 'STATIC',
      workloadSelector: { labels: { [GATEWAY_NAME]: gateway.gatewayName } },
    },
  });
}

function servicePort(gateway: IEgressGateway, { port, protocol, listener }: CapturedPort): ServiceEntryPort {
  const targetPort = portOfListener(gateway, listener);
  const name = `${protocol.toLowerCase()}-${port}`;
  return { name, number: port, protocol, ...(targetPort !== undefined && { targetPort }) };
}
