/** The protocol of a listener. On TLS and TCP the gateway forwards connections without a look at their requests. */
export type ListenerProtocol = 'HTTP' | 'TLS' | 'TCP';

/** A port of the gateway, for one set of callers. Clients send plain HTTP to it, which the mesh encrypts. */
export interface Listener {
  /** The name: for HTTP, that of the set of callers. `Gateway.spec.listeners[].name`. */
  readonly name: string;
  /** The port, 1 to 65535, except the {@link RESERVED_PORTS} of the proxy and ztunnel. `Gateway.spec.listeners[].port`. */
  readonly port: number;
  /** The protocol. `Gateway.spec.listeners[].protocol`. @default 'HTTP' */
  readonly protocol?: ListenerProtocol;
}
