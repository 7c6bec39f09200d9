/** A port of the gateway. Clients send plain HTTP to it, which the mesh encrypts. */
export interface Listener {
  /** The name by which hosts refer to it: a DNS label. `Gateway.spec.listeners[].name`. */
  readonly name: string;
  /** The port, 1 to 65535, except the {@link RESERVED_PORTS} of the proxy and ztunnel. `Gateway.spec.listeners[].port`. */
  readonly port: number;
}
