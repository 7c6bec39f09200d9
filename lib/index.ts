export { type CheckResult, checkManifests } from './checks/check-manifests';
export type { CheckOptions, Severities } from './checks/object/check-object';
export {
  AuthorizationServer,
  type DeployedServerProps,
  type ExistingServerProps,
  type WorkloadServerProps,
} from './constructs/authz/authorization-server';
export { ExtAuthPolicy } from './constructs/authz/ext-auth-policy';
export type { ExtAuthPolicyProps } from './constructs/authz/ext-auth-policy-props';
export { type CelReads, type DayOfWeek, RequestCondition, type TimeWindow } from './constructs/authz/request-condition';
export { type DenyRule, type RequestEffect, type RequestMatch, RequestRule } from './constructs/authz/request-rule';
export { type AccountToken, type ClaimsToken, Token, type TokenKind } from './constructs/authz/tokens/token';
export { TokenIssuer } from './constructs/authz/tokens/token-issuer';
export type { TokenIssuerProps } from './constructs/authz/tokens/token-issuer-props';
export type { Waivers } from './constructs/base/construct-waivers';
export type { EgressConstruct, EgressConstructProps } from './constructs/base/egress-construct';
export { Caller } from './constructs/caller/caller';
export { CallerSet, type CallerSetProps } from './constructs/caller/caller-set';
export type { Callers, ResolvedSet } from './constructs/caller/caller-sets';
export type { Listener } from './constructs/caller/listener';
export { ClientNamespace } from './constructs/client/client-namespace';
export type { ClientNamespaceProps } from './constructs/client/client-namespace-props';
export { ClusterDefaultDeny, type ClusterDefaultDenyProps } from './constructs/client/cluster-default-deny';
export { ACCESS_LOG_FIELDS, ACCESS_LOG_OPERATORS, type AccessLog } from './constructs/gateway/access-log';
export { Decision } from './constructs/gateway/decision';
export { EgressGateway } from './constructs/gateway/egress-gateway';
export type { EgressGatewayProps, ImportedGatewayProps } from './constructs/gateway/egress-gateway-props';
export type { GatewayBase, GatewayHost, IEgressGateway } from './constructs/gateway/gateway-base';
export { MetricsAccess } from './constructs/gateway/metrics-access';
export type { ControlPlane, GatewayNetworkProps, OtherDestination } from './constructs/gateway/network-props';
export type { RateLimit } from './constructs/gateway/rate-limit';
export type { Refusals } from './constructs/gateway/refusals';
export type { GatewayPolicy, PolicyNeeds, ServerPods } from './constructs/gateway/server-pods';
export { EgressGovernance } from './constructs/governance/egress-governance';
export type { DeleteEnded, EndedKind } from './constructs/governance/ended-policy';
export type { GovernanceEngine } from './constructs/governance/engines';
export type { GovernanceException } from './constructs/governance/exception';
export type { Exemption } from './constructs/governance/exemption';
export type {
  ClientReference,
  EgressGovernanceProps,
  GovernanceStage,
  RestrictedCaller,
} from './constructs/governance/governance-props';
export type { GovernanceMode, GovernancePolicyName } from './constructs/governance/policy-parts';
export {
  Approval,
  type ApprovalGrant,
  type ApprovalKind,
  type ApprovalRequest,
  type ApprovalWithdrawal,
} from './constructs/host/approval';
export { Credential, type CredentialKind, type CredentialSecret, type HeaderCredential } from './constructs/host/credential';
export type { DestinationKind, Protocol } from './constructs/host/destination';
export { ExternalHost } from './constructs/host/external-host';
export type { ExternalHostProps, HostDns, ObjectNames } from './constructs/host/external-host-props';
export type { GatewayDestinationProps } from './constructs/host/gateway-destination-props';
export { PassthroughHost } from './constructs/host/passthrough-host';
export type { PassthroughHostProps, PassthroughProtocol } from './constructs/host/passthrough-host-props';
export type { ResilienceProps, RetryCondition, RetryConditions, RetryMode } from './constructs/host/resilience';
export { type MutualTls, Tls, type TlsOrigination, type TlsVersion } from './constructs/host/tls';
export type { Undecided } from './constructs/host/undecided';
export { type TransparentWay, Way, type WayKind } from './constructs/host/way';
export { ExternalHosts } from './constructs/host-files/external-hosts';
export type { ExternalHostsProps } from './constructs/host-files/external-hosts-props';
export type { ClusterDns } from './constructs/network/cluster-dns';
export { type ApiServerPeerProps, ClusterPeer, type PeerPorts, type PodsPeerProps } from './constructs/network/cluster-peer';
export type { OperatorArgument } from './core/access-log-operators';
export type { ApprovalLimits } from './core/approval-limits';
export type { Duration } from './core/duration';
export { EgressError } from './core/egress-error';
export type { Finding, Location, ObjectReference, RuleSeverity, Severity, TrailStep } from './core/finding';
export type { ForbiddenWaivers } from './core/forbidden-waivers';
export { formatFinding, objectName } from './core/format-finding';
export { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from './core/labels';
export type {
  NamedObject,
  NamespaceObject,
  NamespaceReference,
  ServiceAccountObject,
  ServiceAccountReference,
  WorkloadObject,
} from './core/named-resource';
export { type Path, type Step, showPath } from './core/path';
export {
  type Capabilities,
  type IstioCapabilities,
  type IstioVersion,
  type KgatewayVersion,
  type KyvernoAuthzVersion,
  type KyvernoVersion,
  Platform,
  type PlatformVersions,
  type PolicyForm,
  type ServerRelease,
} from './core/platform';
export { RESERVED_PORTS } from './core/ports';
export type { RuleId, WaivableRuleId } from './core/rule-ids';
export type { Manifest, ObjectMeta } from './manifests/manifest';
export { EgressApp, type EgressAppProps } from './synth/egress-app';
export type { Layout } from './synth/layout';
export { OutputError } from './synth/write-error';
