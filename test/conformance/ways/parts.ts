import type { KubeObject } from '../bed';
import { GATEWAY_PODS, object } from './names';

/** A port of a host, and the listener of the gateway that gets its connections. */
export interface CapturedPort {
  readonly number: number;
  readonly protocol: 'HTTP' | 'TLS' | 'TCP';
  readonly targetPort: number;
}

/** Sends what pods open to the addresses of a host to the pods of the gateway instead. */
export function capture(host: string, port: CapturedPort, addresses: readonly string[]): KubeObject {
  return object('networking.istio.io/v1', 'ServiceEntry', `capture-${host}`, {
    ...{ hosts: [host], addresses, location: 'MESH_INTERNAL', resolution: 'STATIC' },
    ports: [{ name: port.protocol.toLowerCase(), ...port }],
    workloadSelector: { labels: GATEWAY_PODS },
  });
}
