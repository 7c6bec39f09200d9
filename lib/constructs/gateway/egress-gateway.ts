import type { Construct } from 'constructs';
import { Namespace } from '../../../imports/core/namespace';
import { Backend } from '../../../imports/gateway.kgateway.dev/backend';
import { BackendConfigPolicy } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import { DirectResponse } from '../../../imports/gateway.kgateway.dev/direct-response';
import { GatewayParameters } from '../../../imports/gateway.kgateway.dev/gateway-parameters';
import { HTTPListenerPolicy } from '../../../imports/gateway.kgateway.dev/http-listener-policy';
import { ListenerPolicy, type ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import { TrafficPolicy } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { Gateway } from '../../../imports/gateway.networking.k8s.io/gateway';
import { HTTPRoute } from '../../../imports/gateway.networking.k8s.io/http-route';
import { ListenerSet } from '../../../imports/gateway.networking.k8s.io/listener-set';
import { AuthorizationPolicy } from '../../../imports/security.istio.io/authorization-policy';
import type { Finding } from '../../core/finding';
import { DATAPLANE_MODE } from '../../core/labels';
import { applyFirst, namespaceName } from '../../core/named-resource';
import { Platform } from '../../core/platform';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import { callerPolicy } from '../caller/caller-policy';
import type { CallerSet } from '../caller/caller-set';
import type { ListenerNeed, ResolvedSet } from '../caller/caller-sets';
import type { Listener } from '../caller/listener';
import { inListenerSets, listenerSetName, listenerSpecs, NOBODY, toRequestListeners } from '../caller/listener-place';
import { Decision } from './decision';
import { dynamicBackendSpec, dynamicLabel, dynamicPolicyName, dynamicPolicySpec } from './dynamic-backends';
import type { EgressGatewayProps, ImportedGatewayProps } from './egress-gateway-props';
import { GatewayBase, type GatewayHost, type IEgressGateway } from './gateway-base';
import { gatewayChecks, requiresDecision } from './gateway-checks';
import type { GatewayPolicyParts } from './gateway-policy';
import { gatewayFields } from './gateway-shapes';
import { httpSettings } from './http-settings';
import { ImportedGateway } from './imported-gateway';
import { makeMeshPolicies, makeNetworkPolicies } from './isolation';
import { type RateLimit, rateLimitPart } from './rate-limit';
import { retryLimitSpec } from './retry-limit';

/**
 * The egress gateway, through which all requests leave: a Gateway of kgateway with a ClusterIP Service and a JSON access log. Its
 * pods are in the ambient mesh, with DNS capture disabled. Requests without a decision, and to unknown hosts, get a 403.
 *
 * NetworkPolicies deny all connections of its namespace except those that the gateway needs: from its callers, and to DNS, kgateway,
 * the authorization server and the approved hosts. A PeerAuthentication accepts only callers that the mesh identifies.
 *
 * @see https://kgateway.dev/docs/envoy/latest/
 */
export class EgressGateway extends GatewayBase {
  /** Refers to a gateway that another repository owns, to declare hosts or a policy for it in this repository. */
  public static fromGatewayName(scope: Construct, id: string, props: ImportedGatewayProps): IEgressGateway {
    return new ImportedGateway(scope, id, props);
  }

  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly isImported = false;
  public readonly decision: Decision | undefined;
  public readonly listenerSets: boolean;
  /** Whether requests leave undecided while no server answers. */
  public readonly leavesUndecided: boolean;

  private readonly props: EgressGatewayProps;
  private readonly platform: Platform;

  constructor(scope: Construct, id: string, props: EgressGatewayProps) {
    super(scope, id);
    this.props = this.read(props, gatewayFields);
    this.platform = Platform.of(this);
    this.gatewayName = this.props.name;
    this.namespace = namespaceName(this.props.namespace);
    applyFirst(this.props.namespace);
    this.decision = requiresDecision(this.props) ? new Decision(this.props.name) : undefined;
    this.leavesUndecided = this.props.decision === 'while-available';
    this.listenerSets = this.props.listenerSets ?? false;
    if (this.props.createNamespace && typeof this.props.namespace === 'string') this.makeNamespace();
    this.makeIsolation();
    this.makeParameters();
    this.makeListenerPolicy();
    this.makeRetryLimit();
    this.makeGateway();
    if (this.decision) this.makeRefusal(this.decision);
    for (const set of this.props.callerSets ?? []) this.listenFor(set);
    this.makeUnknownHosts();
    if (this.rateLimit) this.makeRateLimit(this.rateLimit);
  }

  /** The limit of each set of callers, which a host with a limit of its own is not under; `undefined` for none. */
  public get rateLimit(): RateLimit | undefined {
    return this.props.rateLimit;
  }

  public get listeners(): readonly Listener[] {
    return this.callerSets.flatMap((set) => set.listeners);
  }

  public override attachHost(host: GatewayHost): string {
    if (host.sharedBackend !== undefined) this.makeDynamicBackend(host.sharedBackend);
    const listener = super.attachHost(host);
    this.makeListenerPolicy();
    this.makeUnknownHosts();
    return listener;
  }

  protected override examine(): readonly Finding[] {
    const subject = {
      props: this.props,
      gatewayName: this.gatewayName,
      sets: this.sets,
      listenerSets: this.listenerSets,
      policies: this.policies.length,
      capabilities: this.platform.capabilities,
      hosts: this.hosts,
    };
    return [...super.examine(), ...this.check(subject, gatewayChecks)];
  }

  private meta(kind: string, name = this.gatewayName) {
    return this.metadata(kind, { name, namespace: this.namespace });
  }

  private get allowedRoutes() {
    return this.props.allowedRoutes ?? 'Same';
  }

  private makeNamespace(): void {
    const labels = { [DATAPLANE_MODE]: 'ambient' };
    makeObject(this, 'Namespace', Namespace, { metadata: this.clusterMetadata('Namespace', { name: this.namespace, labels }) });
  }

  private makeIsolation(): void {
    const metadata = (kind: string, name: string) => this.meta(kind, name);
    makeNetworkPolicies(this, this.gatewayName, () => this.network, metadata);
    makeMeshPolicies(this, this.gatewayName, this.props.metrics, metadata);
  }

  /** What the network policy opens. It is complete when all hosts and policies of the app exist. */
  private get network(): GatewayPolicyParts {
    const { gatewayName, props } = this;
    const callers = this.callerSets.flatMap((set) => set.callers.map(({ namespace }) => namespace));
    const destinations = this.hosts.filter(({ approved }) => approved);
    return { gatewayName, props, callers, destinations, servers: this.policies.flatMap(({ serverPods = [] }) => serverPods) };
  }

  private makeParameters(): void {
    makeObject(this, 'Parameters', GatewayParameters, {
      metadata: this.meta('GatewayParameters'),
      spec: {
        kube: {
          deployment: { replicas: this.props.replicas ?? 2 },
          service: { type: this.props.serviceType ?? 'ClusterIP' },
          podTemplate: {
            // Istio authenticates callers only if ztunnel captures the gateway pods. With DNS capture, Envoy would resolve the
            // host of a ServiceEntry to its virtual address, and send the request back to ztunnel.
            extraLabels: { [DATAPLANE_MODE]: 'ambient' },
            extraAnnotations: { 'ambient.istio.io/dns-capture': 'false' },
          },
        },
      },
    });
  }

  /** Once there is something to set. */
  private makeListenerPolicy(): void {
    if (this.node.tryFindChild('ListenerPolicy') || Object.keys(this.httpSettings).length === 0) return;
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: this.gatewayName }];
    const kind = this.platform.capabilities.listenerPolicyKind;
    const metadata = this.meta(kind);
    if (kind === 'ListenerPolicy') {
      const spec = later(() => ({ targetRefs, default: { httpSettings: this.httpSettings } }));
      makeObject(this, 'ListenerPolicy', ListenerPolicy, { metadata, spec });
    } else {
      makeObject(this, 'ListenerPolicy', HTTPListenerPolicy, {
        metadata,
        spec: later(() => ({ targetRefs, ...this.httpSettings })),
      });
    }
  }

  private get httpSettings(): ListenerPolicyHttpSettings {
    const { decision, hosts, platform } = this;
    return httpSettings(this.props, { capabilities: platform.capabilities, decision, hosts });
  }

  /** On the Gateway, so that each of its ports has a limit for all hosts; on a listener, each host would have one. */
  private makeRateLimit(limit: RateLimit): void {
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: this.gatewayName }];
    makeObject(this, 'RateLimit', TrafficPolicy, {
      metadata: this.meta('TrafficPolicy', `${this.gatewayName}-limit`),
      spec: { targetRefs, ...rateLimitPart(limit) },
    });
  }

  /** For the hosts of other repositories: for requests, and for TLS connections if the set has a port for them. */
  private listenFor(set: CallerSet): void {
    const name = this.sets.declare(set);
    this.listenTo(name, { protocol: 'HTTP' });
    if (set.props.tlsPort !== undefined) this.listenTo(name, { protocol: 'TLS' });
  }

  protected override listenTo(set: string, need: ListenerNeed): string {
    const listener = super.listenTo(set, need);
    this.place(listener);
    return listener;
  }

  /** Once for each set. Its listeners are complete when the tree is built. */
  protected override admit(name: string): void {
    const id = `Callers-${name}`;
    if (this.node.tryFindChild(id)) return;
    const spec = later(() => callerPolicy(this.gatewayName, this.sets.get(name) as ResolvedSet));
    makeObject(this, id, AuthorizationPolicy, {
      metadata: this.meta('AuthorizationPolicy', `${this.gatewayName}-${name}`),
      spec,
    });
  }

  /** Makes the ListenerSet for a listener, once, if listeners are in ListenerSets. */
  private place(listener: string): void {
    const name = listenerSetName(this.gatewayName, listener);
    const id = `Listeners-${name}`;
    if (!this.listenerSets || this.node.tryFindChild(id)) return;
    const listeners = later(() =>
      listenerSpecs(inListenerSets(this.gatewayName, this.listeners).get(name) ?? [], this.allowedRoutes),
    );
    const metadata = this.meta('ListenerSet', name);
    makeObject(this, id, ListenerSet, { metadata, spec: { parentRef: { name: this.gatewayName }, listeners } });
  }

  private makeRetryLimit(): void {
    const spec = retryLimitSpec(this.gatewayName, this.platform.capabilities);
    if (spec) makeObject(this, 'RetryLimit', BackendConfigPolicy, { metadata: this.meta('BackendConfigPolicy'), spec });
  }

  /** A Backend for dynamic hosts, once for each name, and the policy for all of them. */
  private makeDynamicBackend(name: string): void {
    const id = `Dynamic-${name}`;
    if (this.node.tryFindChild(id)) return;
    const { gatewayName, platform, props } = this;
    if (!this.node.tryFindChild('DynamicPolicy')) {
      const metadata = this.meta('BackendConfigPolicy', dynamicPolicyName(gatewayName));
      makeObject(this, 'DynamicPolicy', BackendConfigPolicy, {
        metadata,
        spec: dynamicPolicySpec(gatewayName, platform.capabilities, props.dynamicCaSecret),
      });
    }
    const metadata = { ...this.meta('Backend', name), labels: dynamicLabel(gatewayName) };
    makeObject(this, id, Backend, { metadata, spec: dynamicBackendSpec(platform.capabilities) });
  }

  private makeGateway(): void {
    makeObject(this, 'Resource', Gateway, {
      metadata: this.meta('Gateway'),
      spec: {
        gatewayClassName: this.props.gatewayClass ?? 'kgateway',
        infrastructure: { parametersRef: { group: 'gateway.kgateway.dev', kind: 'GatewayParameters', name: this.gatewayName } },
        ...(this.listenerSets && { allowedListeners: { namespaces: { from: 'Same' } } }),
        listeners: later(() => listenerSpecs(this.listenerSets ? [NOBODY] : this.listeners, this.allowedRoutes)),
      },
    });
  }

  /** Answers requests without a decision. */
  private makeRefusal(decision: Decision): void {
    makeObject(this, 'Refusal', DirectResponse, {
      metadata: this.meta('DirectResponse', decision.refusalName),
      spec: { status: 403, body: 'egress refused: no decision' },
    });
  }

  /** Refuses requests to unknown hosts, by a route without hostnames, so that they are logged. Once there are requests. */
  private makeUnknownHosts(): void {
    if (!this.decision || this.node.tryFindChild('UnknownHosts') || !this.sets.hasRequests) return;
    makeObject(this, 'UnknownHosts', HTTPRoute, {
      metadata: this.meta('HTTPRoute', `${this.gatewayName}-unknown-hosts`),
      spec: {
        parentRefs: later(() => [
          { name: this.gatewayName },
          ...(this.listenerSets ? toRequestListeners(this.gatewayName, this.listeners) : []),
        ]),
        rules: [this.decision.refusal],
      },
    });
  }
}
