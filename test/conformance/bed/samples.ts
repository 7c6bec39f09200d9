import type { KubeObject } from './objects';

// Minimal manifests for cases about something else: a gateway without policies, and a host.

/** A Gateway in `default` with one HTTP listener on 8080. */
export function sampleGateway(name = 'egress'): KubeObject {
  const listener = { name: 'http', protocol: 'HTTP', port: 8080, allowedRoutes: { namespaces: { from: 'Same' } } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'default' },
    spec: { gatewayClassName: 'kgateway', listeners: [listener] },
  };
}

/** The address of a host. */
export interface SampleHost {
  /** The name of its ServiceEntry and HTTPRoute. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** @default HTTP */
  readonly protocol?: 'HTTP' | 'HTTPS';
  /** The name of its Gateway. @default egress */
  readonly gateway?: string;
}

/** A ServiceEntry and an HTTPRoute for a host that the bed resolves. */
export function sampleHost({ name, host, port, protocol = 'HTTP', gateway = 'egress' }: SampleHost): KubeObject[] {
  const metadata = { name, namespace: 'default' };
  const backend = { group: 'networking.istio.io', kind: 'ServiceEntry', name, port };
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata,
      spec: {
        hosts: [host],
        location: 'MESH_EXTERNAL',
        ports: [{ number: port, name: protocol.toLowerCase(), protocol }],
        resolution: 'DNS',
      },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: { parentRefs: [{ name: gateway }], hostnames: [host], rules: [{ backendRefs: [backend] }] },
    },
  ];
}
