import type { GatewayDestinationProps } from './gateway-destination-props';

/** The protocol of connections that the gateway forwards without reading them: TLS, told apart by the server name, or plain TCP. */
export type PassthroughProtocol = 'tls' | 'tcp';

/** The properties of a {@link PassthroughHost}. */
export interface PassthroughHostProps extends GatewayDestinationProps {
  /**
   * Its port, 1 to 65535. Applications call the host on the same port. `Backend.spec.static.hosts[].port` and
   * `ServiceEntry.spec.ports[].number`.
   */
  readonly port: number;
  /**
   * What applications speak to the host. With `tls`, the gateway forwards a connection if the client names the host in its TLS
   * handshake (SNI). With `tcp`, the host has a listener of its own for its callers, and the gateway forwards all their connections.
   * For HTTP, HTTP/2 and gRPC, use an {@link ExternalHost}.
   *
   * @default 'tls'
   */
  readonly protocol?: PassthroughProtocol;
  /**
   * Acknowledges that nobody inspects the connections: there are no rules for requests, no decision of the authorization server and
   * no access log, and open connections can go on when the approval ends. Only the identity of the caller, and with `tls` the server name,
   * limit them. Specify the {@link reason} too.
   */
  readonly inspection: 'none';
  /**
   * Why the gateway cannot read the requests, such as `the client authenticates with its own certificate`. It is recorded on the
   * route as the waiver of `egress/no-decision`.
   */
  readonly reason: string;
  /**
   * The port of the gateway's listener for a host with protocol `tcp`, 1 to 65535, except the {@link RESERVED_PORTS}. Applications do
   * not see it. With `tls`, the set of callers has the port: `tlsPort` of a {@link CallerSet}. `Gateway.spec.listeners[].port`.
   *
   * @default - a port from 10000 to 32767 that follows from the name
   */
  readonly listenerPort?: number;
}
