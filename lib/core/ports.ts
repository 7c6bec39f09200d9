/** The port on which ztunnel accepts traffic of the mesh for a captured pod. */
export const HBONE_PORT = 15008;

/** The port on which kubelet asks whether the proxy is ready. */
export const READINESS_PORT = 8082;

/** The port of the proxy's metrics. */
export const METRICS_PORT = 9091;

/** The ports that the proxy uses in its pod, with their purpose. */
export const PROXY_PORTS: Readonly<Record<number, string>> = {
  [READINESS_PORT]: 'readiness of the proxy',
  [METRICS_PORT]: 'metrics of the proxy',
  19000: 'admin interface of the proxy',
};

/** The ports that ztunnel uses in every pod that it captures, with their purpose. */
export const ZTUNNEL_PORTS: Readonly<Record<number, string>> = {
  15001: 'outbound port of ztunnel',
  15006: 'plaintext port of ztunnel',
  [HBONE_PORT]: 'HBONE port of ztunnel',
  15053: 'DNS port of ztunnel',
};

/** The ports that are in use in the gateway's pod, with their purpose. Listeners cannot have them. */
export const RESERVED_PORTS: Readonly<Record<number, string>> = { ...PROXY_PORTS, ...ZTUNNEL_PORTS };

const ZTUNNEL_RANGE = { first: 15_000, last: 15_099 };

/** What a port of the gateway's pod is reserved for; `undefined` if a listener can have it. Istio reserves a range for ztunnel. */
export function reservedFor(port: number): string | undefined {
  const isOfMesh = port >= ZTUNNEL_RANGE.first && port <= ZTUNNEL_RANGE.last;
  return RESERVED_PORTS[port] ?? (isOfMesh ? 'reserved for ztunnel' : undefined);
}

/** The reserved ports, for messages. */
export const RESERVED_PORTS_TEXT = `${Object.keys(PROXY_PORTS).join(', ')} and ${ZTUNNEL_RANGE.first} to ${ZTUNNEL_RANGE.last}`;
