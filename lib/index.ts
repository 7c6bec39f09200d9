export { AuthorizationServer, type DeployedServerProps, type ExistingServerProps } from './authz/authorization-server';
export { ExtAuthPolicy, type ExtAuthPolicyProps } from './authz/ext-auth-policy';
export { RequestCondition } from './authz/request-condition';
export type { Waivers } from './check';
export type { Duration } from './duration';
export type { EgressConstructProps } from './egress-construct';
export { EgressError, type Finding, formatFinding, type Severity } from './finding';
export { ACCESS_LOG_FIELDS, ACCESS_LOG_OPERATORS, type AccessLog } from './gateway/access-log';
export { Decision } from './gateway/decision';
export { EgressGateway, type EgressGatewayProps, type ImportedGatewayProps } from './gateway/egress-gateway';
export type { GatewayHost, IEgressGateway } from './gateway/gateway-base';
export { type Listener, RESERVED_PORTS } from './gateway/listener';
export { EgressGovernance, type EgressGovernanceProps } from './governance/egress-governance';
export { APPROVAL_ANNOTATIONS, APPROVED_LABEL, Approval, type ApprovalGrant, type ApprovalRequest } from './host/approval';
export type { DestinationKind, Protocol } from './host/destination';
export { ExternalHost, type ExternalHostProps, type ObjectNames } from './host/external-host';
export type { ResilienceProps, RetryCondition, RetryConditions, RetryMode } from './host/resilience';
export { Tls, type TlsOrigination, type TlsVersion } from './host/tls';
export { type CheckResult, checkManifests } from './manifests/check-manifests';
export type { CheckOptions, ManifestFinding, Severities } from './manifests/check-object';
export { type Manifest, objectName } from './manifests/manifest';
export {
  type Capabilities,
  type IstioVersion,
  type KgatewayVersion,
  type KyvernoAuthzVersion,
  type KyvernoVersion,
  Platform,
  type PlatformVersions,
  type PolicyForm,
  type ServerRelease,
} from './platform';
export type { RuleSeverity } from './rules/rule';
export { EgressApp, type EgressAppProps } from './synth/egress-app';
export type { Layout } from './synth/layout';
export { OutputError } from './synth/write-error';
