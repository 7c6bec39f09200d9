import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { AuthorizationPolicy } from '../../../imports/envoy.kyverno.io/authorization-policy';
import { GatewayExtension } from '../../../imports/gateway.kgateway.dev/gateway-extension';
import { TrafficPolicy, type TrafficPolicyExtAuth } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { ReferenceGrant } from '../../../imports/gateway.networking.k8s.io/reference-grant';
import { CONTEXT } from '../../core/context-keys';
import type { Finding } from '../../core/finding';
import { readWorkload } from '../../core/named-resource';
import { asEnvoyWrites } from '../../core/net/ip';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { Platform } from '../../core/platform';
import { HBONE_PORT } from '../../core/ports';
import { declareExternal } from '../../core/registered-findings';
import { waiverAnnotation } from '../../manifests/waivers';
import { makeObject } from '../base/api-object';
import { EgressConstruct } from '../base/egress-construct';
import { later } from '../base/later';
import { Decision } from '../gateway/decision';
import type { IEgressGateway } from '../gateway/gateway-base';
import { portOfListener } from '../gateway/gateway-base';
import type { GatewayPolicy, PolicyNeeds, ServerPods } from '../gateway/server-pods';
import { AuthorizationServer } from './authorization-server';
import { readsOf, sound } from './conditions/compile';
import { callersText } from './context-extensions';
import { extAuthChecks } from './ext-auth-checks';
import type { ExtAuthPolicyProps } from './ext-auth-policy-props';
import { extAuthFields } from './ext-auth-shapes';
import { authorizationPolicySpec, policyFile } from './policy-object';
import { type RequestPolicyParts, requestPolicy } from './request-policy';
import { makeMeshPolicies, makeServerOpening } from './server-network';
import { makePolicyConfigMap, makeServer, makeService } from './server-objects';
import { policyConfigMap, SERVER_PORTS, serverLabels } from './server-parts';

/**
 * Decides on every request to the gateway, before a route forwards it. It creates a Kyverno policy, the server that evaluates the
 * policy, and the configuration by which the gateway asks the server. If the server fails, the gateway refuses all requests.
 *
 * @see https://kgateway.dev/docs/envoy/latest/security/external-auth/
 */
export class ExtAuthPolicy extends EgressConstruct implements GatewayPolicy {
  private readonly props: ExtAuthPolicyProps;
  private readonly platform: Platform;
  private readonly server: AuthorizationServer;
  private readonly policyName: string;
  private written: { readonly hosts: number; readonly text: string } | undefined;

  constructor(scope: Construct, id: string, props: ExtAuthPolicyProps) {
    super(scope, id);
    this.props = this.read(props, extAuthFields);
    this.platform = Platform.of(this);
    this.server = this.props.server ?? AuthorizationServer.deploy();
    this.policyName = this.props.policyName ?? this.props.name;
    this.props.gateway.attachPolicy(this);
    this.makePolicy();
    this.makeServer();
    this.makeService();
    this.openServer();
    this.admitGateway();
    this.makeExtension();
    this.makeTrafficPolicy();
  }

  /** The pods of the server, which the gateway calls through the mesh, or on their port if they are outside it. */
  public get serverPods(): ServerPods {
    const { deployed, podLabels, port = SERVER_PORTS.grpc } = this.server;
    const namespace = this.server.namespace === this.namespace ? undefined : this.server.namespace;
    if (deployed) return { namespace, labels: serverLabels(this.props.name), ports: [HBONE_PORT] };
    return { namespace, labels: podLabels, ports: [HBONE_PORT, port] };
  }

  protected examine(): readonly Finding[] {
    const { props, platform, server } = this;
    return this.check(
      { props, capabilities: platform.capabilities, server, policyBytes: Buffer.byteLength(this.policyText) },
      extAuthChecks,
    );
  }

  private get namespace(): string {
    return this.props.gateway.namespace;
  }

  private meta(kind: string, name = this.props.name) {
    return this.metadata(kind, { name, namespace: this.namespace });
  }

  public get extension(): string {
    return this.props.name;
  }

  /** The policy, which is the same for all hosts. Complete when the tree is built. */
  private get policy(): RequestPolicyParts {
    const { gateway, message = 'Access denied by egress policy', nodeAddresses } = this.props;
    const allow = sound(this.props.allow);
    const nodes = { nodeAddresses: (nodeAddresses ?? NODE_ADDRESSES).map(asEnvoyWrites) };
    const { expressions } = this.needs;
    const decided = gateway.decision !== undefined;
    return requestPolicy({ name: this.policyName, allow, message, ...nodes, decided, readsRules: this.readsRules, expressions });
  }

  /** Versions that read their policy from the cluster have no JSON. */
  private get readsRules(): boolean {
    return this.platform.capabilities.policyForm === 'file';
  }

  /** What the conditions of the policy and the rules of all hosts read, and the expressions that these rules need. */
  private get needs(): PolicyNeeds {
    const { gateway, allow, headersToForward = [] } = this.props;
    const ofHosts = gateway.hosts.flatMap(({ needs }) => needs ?? []);
    const headers = [
      ...readsOf(sound(allow)).headers,
      ...headersToForward.map((name) => name.toLowerCase()),
      ...ofHosts.flatMap((each) => each.headers),
    ];
    const expressions = new Map<string, string>(ofHosts.flatMap((each) => [...each.expressions]));
    return { headers: [...new Set(headers)].sort(), expressions };
  }

  /** Used by the checks, the ConfigMap and its hash. It only changes when a host is added. */
  private get policyText(): string {
    const hosts = this.props.gateway.hosts.length;
    if (this.written?.hosts !== hosts) this.written = { hosts, text: policyFile(this.policyName, this.policy) };
    return this.written.text;
  }

  private makePolicy(): void {
    const form = this.platform.capabilities.policyForm;
    if (form === 'file') {
      makePolicyConfigMap(
        this,
        this.meta('ConfigMap', policyConfigMap(this.props.name)),
        later(() => this.policyText),
      );
    } else {
      const spec = later(() => authorizationPolicySpec(form, this.policy));
      makeObject(this, 'Policy', AuthorizationPolicy, {
        metadata: this.clusterMetadata('AuthorizationPolicy', { name: this.policyName }),
        spec,
      });
    }
  }

  private makeServer(): void {
    const { name, gateway } = this.props;
    const release = this.platform.capabilities.server;
    if (!this.server.deployed || !release) return;
    const policyHash = later(() => createHash('sha256').update(this.policyText).digest('hex'));
    const { gatewayName } = gateway;
    const metadata = (kind: string) => this.meta(kind);
    makeServer(this, { ...this.server.deployed, name, metadata, gatewayName, release, policyHash });
  }

  /** The Service of a server that a workload of the user runs. Labels are read last: cdk8s-plus can add some at any time. */
  private makeService(): void {
    const { byWorkload, namespace = this.namespace, port } = this.server;
    if (!byWorkload) return;
    const metadata = this.metadata('Service', { name: this.props.name, namespace });
    makeService(
      this,
      metadata,
      later(() => readWorkload(byWorkload.workload).labels),
      port,
    );
  }

  /** The namespace of the gateway denies all connections that no policy permits. Other namespaces are up to their owners. */
  private openServer(): void {
    const { namespace = this.namespace, deployed, existing, byWorkload, podLabels } = this.server;
    if (deployed || podLabels === undefined || namespace !== this.namespace) return;
    makeServerOpening(this, {
      metadata: this.meta('NetworkPolicy'),
      labels: () => this.server.podLabels ?? podLabels,
      gatewayName: this.props.gateway.gatewayName,
      ports: this.serverPods.ports,
      probePort: (existing ?? byWorkload)?.probePort,
    });
  }

  /** The objects of a server that exists belong to its owner. */
  private admitGateway(): void {
    const { deployed, byWorkload, namespace = this.namespace, port = SERVER_PORTS.grpc } = this.server;
    if (!byWorkload && !(deployed && this.platform.capabilities.server)) return;
    const { name, gateway } = this.props;
    makeMeshPolicies(this, {
      metadata: (kind) => this.metadata(kind, { name, namespace }),
      labels: () => (byWorkload ? readWorkload(byWorkload.workload).labels : serverLabels(name)),
      port,
      // kgateway names the service account after the Gateway.
      account: `${gateway.namespace}/${gateway.gatewayName}`,
    });
  }

  private makeExtension(): void {
    const { gateway } = this.props;
    const { serviceName = this.props.name } = this.server.existing ?? {};
    const { namespace = this.namespace, port = 9081 } = this.server;
    const elsewhere = namespace !== this.namespace;
    if (elsewhere) this.makeGrant(serviceName, namespace);
    if (this.server.existing) declareExternal(this, () => [`Service ${namespace}/${serviceName}`]);
    const backendRef = { name: serviceName, port, ...(elsewhere && { namespace }) };
    makeObject(this, 'Resource', GatewayExtension, {
      metadata: this.metadata('GatewayExtension', {
        name: this.props.name,
        namespace: this.namespace,
        ...(gateway.leavesUndecided && {
          annotations: { [waiverAnnotation('egress/fail-open')]: later(() => reasonsOf(gateway)) },
        }),
      }),
      spec: {
        ...(this.platform.capabilities.discriminator && { type: 'ExtAuth' as const }),
        extAuth: {
          grpcService: { backendRef, requestTimeout: this.props.timeout ?? '1s' },
          failOpen: gateway.leavesUndecided === true,
          ...(this.platform.capabilities.headersToForward && { headersToForward: later(() => this.headersToForward) }),
          // Envoy selects the route again, with the decision header.
          ...(gateway.decision && { clearRouteCache: true }),
        },
      },
    });
  }

  /** An empty list would mean all headers, and so tokens and cookies in the log of the server. No request has the decision header. */
  private get headersToForward(): readonly string[] {
    const { headers } = this.needs;
    return headers.length > 0 ? headers : [Decision.HEADER];
  }

  /** Allows the extension to refer to a Service in another namespace. */
  private makeGrant(serviceName: string, namespace: string): void {
    makeObject(this, 'Grant', ReferenceGrant, {
      metadata: this.metadata('ReferenceGrant', { name: this.props.name, namespace }),
      spec: {
        from: [{ group: 'gateway.kgateway.dev', kind: 'GatewayExtension', namespace: this.namespace }],
        to: [{ group: '', kind: 'Service', name: serviceName }],
      },
    });
  }

  /** The sets of the gateway, for the log of requests that reach no route of a host. Such a route has its own, which count instead. */
  private get knownCallers(): Pick<TrafficPolicyExtAuth, 'contextExtensions'> {
    const { gateway } = this.props;
    const sets = gateway.callerSets.map(({ name }) => [name, portOfListener(gateway, name)] as const);
    const known = sets.filter(([, port]) => port !== undefined);
    return gateway.decision && known.length > 0 ? { contextExtensions: { [CONTEXT.callers]: callersText(known) } } : {};
  }

  /** Attached to the whole gateway, not to each route, so that it covers every route. */
  private makeTrafficPolicy(): void {
    const { name, gateway } = this.props;
    makeObject(this, 'TrafficPolicy', TrafficPolicy, {
      metadata: this.meta('TrafficPolicy'),
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.gatewayName }],
        extAuth: later(() => ({ ...this.knownCallers, extensionRef: { name } })),
      },
    });
  }
}

/** Why requests may leave undecided while no server answers, and until when. */
function reasonsOf({ hosts }: IEgressGateway): string {
  const reasons = hosts.flatMap(({ host, undecided }) =>
    undecided ? [`${host} until ${undecided.until}: ${undecided.reason}`] : [],
  );
  return reasons.length > 0 ? reasons.sort().join('; ') : "decision: 'while-available', for hosts of other repositories";
}
