import type { ConfigMapProps } from '../../../imports/core/config-map';
import type { ServiceProps } from '../../../imports/core/service';
import type { AuthorizationPolicyProps as RequestPolicyProps } from '../../../imports/envoy.kyverno.io/authorization-policy';
import type { BackendProps } from '../../../imports/gateway.kgateway.dev/backend';
import type { BackendConfigPolicyProps } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { DirectResponseProps } from '../../../imports/gateway.kgateway.dev/direct-response';
import type { GatewayExtensionProps } from '../../../imports/gateway.kgateway.dev/gateway-extension';
import type { GatewayParametersProps } from '../../../imports/gateway.kgateway.dev/gateway-parameters';
import type { HTTPListenerPolicyProps } from '../../../imports/gateway.kgateway.dev/http-listener-policy';
import type { ListenerPolicyProps } from '../../../imports/gateway.kgateway.dev/listener-policy';
import type { TrafficPolicyProps } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import type { BackendTLSPolicyProps } from '../../../imports/gateway.networking.k8s.io/backend-tls-policy';
import type { GatewayListener, GatewayProps } from '../../../imports/gateway.networking.k8s.io/gateway';
import type { HTTPRouteProps } from '../../../imports/gateway.networking.k8s.io/http-route';
import type { ReferenceGrantProps } from '../../../imports/gateway.networking.k8s.io/reference-grant';
import type { TLSRouteProps } from '../../../imports/gateway.networking.k8s.io/tls-route';
import type { ClusterPolicyProps } from '../../../imports/kyverno.io/cluster-policy';
import type { ServiceEntryProps } from '../../../imports/networking.istio.io/service-entry';
import type { NetworkPolicyProps } from '../../../imports/networking.k8s.io/network-policy';
import type { DeletingPolicyProps } from '../../../imports/policies.kyverno.io/deleting-policy';
import type { PolicyExceptionProps } from '../../../imports/policies.kyverno.io/policy-exception';
import type { ValidatingPolicyProps } from '../../../imports/policies.kyverno.io/validating-policy';
import type { AdminNetworkPolicyProps } from '../../../imports/policy.networking.k8s.io/admin-network-policy';
import type { BaselineAdminNetworkPolicyProps } from '../../../imports/policy.networking.k8s.io/baseline-admin-network-policy';
import type { ClusterNetworkPolicyProps } from '../../../imports/policy.networking.k8s.io/cluster-network-policy';
import type { AuthorizationPolicyProps } from '../../../imports/security.istio.io/authorization-policy';
import type { PeerAuthenticationProps } from '../../../imports/security.istio.io/peer-authentication';
import type { Manifest } from '../../manifests/manifest';

/** The fields of a ListenerSet. Those of its listeners are the fields of a Gateway's. */
export interface ListenerSetProps {
  readonly spec: {
    readonly parentRef: {
      readonly group?: string;
      readonly kind?: string;
      readonly name: string;
      readonly namespace?: string;
    };
    readonly listeners: readonly GatewayListener[];
  };
}

/** The fields of the kinds that the graph and its rules read, by `kindKey`. The graph contains only valid objects. */
export interface Kinds {
  readonly 'gateway.networking.k8s.io/Gateway': GatewayProps;
  readonly 'gateway.networking.k8s.io/HTTPRoute': HTTPRouteProps;
  /** The fields that the graph reads are those of an HTTPRoute. */
  readonly 'gateway.networking.k8s.io/GRPCRoute': HTTPRouteProps;
  readonly 'gateway.networking.k8s.io/TLSRoute': TLSRouteProps;
  readonly 'gateway.networking.k8s.io/ListenerSet': ListenerSetProps;
  readonly 'gateway.networking.k8s.io/ReferenceGrant': ReferenceGrantProps;
  readonly 'gateway.networking.k8s.io/BackendTLSPolicy': BackendTLSPolicyProps;
  readonly 'gateway.kgateway.dev/Backend': BackendProps;
  readonly 'gateway.kgateway.dev/BackendConfigPolicy': BackendConfigPolicyProps;
  readonly 'gateway.kgateway.dev/DirectResponse': DirectResponseProps;
  readonly 'gateway.kgateway.dev/GatewayExtension': GatewayExtensionProps;
  readonly 'gateway.kgateway.dev/GatewayParameters': GatewayParametersProps;
  readonly 'gateway.kgateway.dev/ListenerPolicy': ListenerPolicyProps;
  readonly 'gateway.kgateway.dev/HTTPListenerPolicy': HTTPListenerPolicyProps;
  readonly 'gateway.kgateway.dev/TrafficPolicy': TrafficPolicyProps;
  readonly 'networking.istio.io/ServiceEntry': ServiceEntryProps;
  readonly 'security.istio.io/AuthorizationPolicy': AuthorizationPolicyProps;
  readonly 'security.istio.io/PeerAuthentication': PeerAuthenticationProps;
  readonly 'networking.k8s.io/NetworkPolicy': NetworkPolicyProps;
  readonly 'policy.networking.k8s.io/AdminNetworkPolicy': AdminNetworkPolicyProps;
  readonly 'policy.networking.k8s.io/BaselineAdminNetworkPolicy': BaselineAdminNetworkPolicyProps;
  readonly 'policy.networking.k8s.io/ClusterNetworkPolicy': ClusterNetworkPolicyProps;
  readonly 'policies.kyverno.io/ValidatingPolicy': ValidatingPolicyProps;
  readonly 'policies.kyverno.io/DeletingPolicy': DeletingPolicyProps;
  readonly 'policies.kyverno.io/PolicyException': PolicyExceptionProps;
  readonly 'kyverno.io/ClusterPolicy': ClusterPolicyProps;
  readonly 'envoy.kyverno.io/AuthorizationPolicy': RequestPolicyProps;
  readonly Service: ServiceProps;
  readonly ConfigMap: ConfigMapProps;
  readonly Namespace: object;
}

/** An object of such a kind. */
export type ObjectOf<K extends keyof Kinds> = Manifest & Omit<Kinds[K], 'metadata'>;
