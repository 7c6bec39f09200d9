/** Ports that the proxy takes in its pod, and for what. */
export const PROXY_PORTS: Readonly<Record<number, string>> = {
  8082: 'readiness of the proxy',
  9091: 'metrics of the proxy',
  19000: 'admin interface of the proxy',
};

/** Ports that ztunnel takes in every pod that it captures, and for what. */
export const ZTUNNEL_PORTS: Readonly<Record<number, string>> = {
  15001: 'outbound port of ztunnel',
  15006: 'plaintext port of ztunnel',
  15008: 'HBONE port of ztunnel',
  15053: 'DNS port of ztunnel',
};

/** Ports of the gateway's pod that are taken, and by what. */
export const RESERVED_PORTS: Readonly<Record<number, string>> = { ...PROXY_PORTS, ...ZTUNNEL_PORTS };
