/**
 * The kinds that constructs and checks share, without their version: API group and kind, in the format of `kindKey`. Kinds of the
 * core group have no group: `Service`.
 */
export const KIND = {
  Backend: 'gateway.kgateway.dev/Backend',
  BackendConfigPolicy: 'gateway.kgateway.dev/BackendConfigPolicy',
  DirectResponse: 'gateway.kgateway.dev/DirectResponse',
  GatewayExtension: 'gateway.kgateway.dev/GatewayExtension',
  GatewayParameters: 'gateway.kgateway.dev/GatewayParameters',
  HTTPListenerPolicy: 'gateway.kgateway.dev/HTTPListenerPolicy',
  ListenerPolicy: 'gateway.kgateway.dev/ListenerPolicy',
  TrafficPolicy: 'gateway.kgateway.dev/TrafficPolicy',
  BackendTLSPolicy: 'gateway.networking.k8s.io/BackendTLSPolicy',
  GRPCRoute: 'gateway.networking.k8s.io/GRPCRoute',
  Gateway: 'gateway.networking.k8s.io/Gateway',
  GatewayClass: 'gateway.networking.k8s.io/GatewayClass',
  HTTPRoute: 'gateway.networking.k8s.io/HTTPRoute',
  ReferenceGrant: 'gateway.networking.k8s.io/ReferenceGrant',
  TLSRoute: 'gateway.networking.k8s.io/TLSRoute',
  Hostname: 'networking.istio.io/Hostname',
  ServiceEntry: 'networking.istio.io/ServiceEntry',
  WorkloadEntry: 'networking.istio.io/WorkloadEntry',
  AuthorizationPolicy: 'security.istio.io/AuthorizationPolicy',
  PeerAuthentication: 'security.istio.io/PeerAuthentication',
  NetworkPolicy: 'networking.k8s.io/NetworkPolicy',
  AdminNetworkPolicy: 'policy.networking.k8s.io/AdminNetworkPolicy',
  BaselineAdminNetworkPolicy: 'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  ClusterNetworkPolicy: 'policy.networking.k8s.io/ClusterNetworkPolicy',
  ValidatingPolicy: 'policies.kyverno.io/ValidatingPolicy',
  ClusterPolicy: 'kyverno.io/ClusterPolicy',
  Service: 'Service',
  EnvoyAuthorizationPolicy: 'envoy.kyverno.io/AuthorizationPolicy',
} as const;
