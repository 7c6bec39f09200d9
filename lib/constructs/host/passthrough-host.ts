import type { Construct } from 'constructs';
import { TCPRoute } from '../../../imports/gateway.networking.k8s.io/tcp-route';
import { TLSRoute } from '../../../imports/gateway.networking.k8s.io/tls-route';
import type { Finding } from '../../core/finding';
import { waiverAnnotation } from '../../manifests/waivers';
import { makeObject } from '../base/api-object';
import type { ListenerNeed } from '../caller/caller-sets';
import { derivedPort } from '../caller/derived-port';
import { type GatewayHost, parentOf, portOfListener } from '../gateway/gateway-base';
import { contentOf } from './approval-content';
import { capture, captureName } from './capture';
import { DESTINATIONS } from './destination';
import { GatewayDestination } from './gateway-destination';
import { passthroughChecks } from './passthrough-host-checks';
import type { PassthroughHostProps, PassthroughProtocol } from './passthrough-host-props';
import { passthroughFields } from './passthrough-host-shapes';

/** The suffix of the listener of a TCP destination, after the name of its objects. */
const TCP_SUFFIX = '-tcp';

/**
 * A destination outside the cluster whose connections pass through the gateway as they are: TLS by the server name, or plain TCP.
 * Applications call it by its name and port, as if there were no gateway: `https://api.example.com`,
 * `postgres://db.example.com:5432`. The mesh sends these connections to the gateway, which admits them by the identity of the caller.
 *
 * Nobody inspects them: there are no rules for requests, no positive decision and no access log, and what a client sends inside TLS
 * can be for another host of the same server. An open connection can go on when the approval ends. ztunnel logs the connections with
 * the identity of the caller. Use an `ExternalHost` for everything that speaks HTTP and can leave TLS to the gateway.
 *
 * The mesh captures names, not addresses: an application that connects to an IP address does not reach the gateway. If the mesh
 * captured the address, it would also send the connections of the gateway back to the gateway.
 */
export class PassthroughHost extends GatewayDestination<PassthroughHostProps> implements GatewayHost {
  public readonly listener: string;
  public readonly listenerNeed: ListenerNeed;
  public readonly isCaptured = true;

  private readonly protocol: PassthroughProtocol;

  constructor(scope: Construct, id: string, props: PassthroughHostProps) {
    super(scope, id, props, passthroughFields);
    this.protocol = this.props.protocol ?? 'tls';
    this.listenerNeed = this.protocol === 'tls' ? { protocol: 'TLS' } : this.ownListener;
    this.listener = this.props.gateway.attachHost(this);
    this.capture();
    // Without a route, the gateway closes the connections.
    if (this.approved) this.makeRoute();
  }

  protected examine(): readonly Finding[] {
    const { props, hostName, protocol, now, platform } = this;
    return this.check(
      { props, hostName, protocol, now, capabilities: platform.capabilities, content: this.todaysContent },
      passthroughChecks,
    );
  }

  protected content(): readonly string[] {
    const { host, port, protocol, addresses, listener, callers, props } = this;
    const at = { listener, port: portOfListener(props.gateway, listener), callers };
    return contentOf({ host, port, protocol, addresses, destination: 'Backend', tls: 'passthrough', callers: [at] });
  }

  private get ownListener(): ListenerNeed {
    const name = `${this.hostName}${TCP_SUFFIX}`;
    return { protocol: 'TCP', name, port: this.props.listenerPort ?? derivedPort(name) };
  }

  private capture(): void {
    const { host, port, listener, listenerNeed, props } = this;
    const metadata = this.meta('ServiceEntry', captureName(host));
    capture(this, props.gateway, host, { port, protocol: listenerNeed.protocol, listener }, metadata);
  }

  /** Creates the destination, and then the route. A policy for TLS on this Backend would put TLS into the client's TLS. */
  private makeRoute(): void {
    const { hostName, host, port, listener, props } = this;
    const { make, tlsTarget } = DESTINATIONS.Backend;
    const target = { name: hostName, host, port, protocol: 'http' } as const;
    make(this, this.approvedMeta('Backend', hostName, this.marks), target, this.platform.capabilities);
    const annotations = { [waiverAnnotation('egress/no-decision')]: props.reason };
    const parentRefs = [parentOf(props.gateway, listener)];
    const rules = [{ backendRefs: [tlsTarget(target)] }];
    if (this.protocol === 'tls') {
      const metadata = this.approvedMeta('TLSRoute', hostName, { annotations });
      makeObject(this, 'Resource', TLSRoute, { metadata, spec: { hostnames: [host], parentRefs, rules } });
    } else {
      const metadata = this.approvedMeta('TCPRoute', hostName, { annotations });
      makeObject(this, 'Resource', TCPRoute, { metadata, spec: { parentRefs, rules } });
    }
  }
}
