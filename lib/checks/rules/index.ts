import type { Rule } from './base/rule';
import { accessLog } from './egress/access-log';
import { applyOrder } from './egress/apply-order';
import { approvalEndsSoon } from './egress/approval-ends-soon';
import { approvalExpired } from './egress/approval-expired';
import { approvalNotBegun } from './egress/approval-not-begun';
import { approvalNotPermitted } from './egress/approval-not-permitted';
import { approvalOutdated } from './egress/approval-outdated';
import { approvalPending } from './egress/approval-pending';
import { approvalTooLong } from './egress/approval-too-long';
import { approvalWithdrawn } from './egress/approval-withdrawn';
import { authorizationDisabled } from './egress/authorization-disabled';
import { authorizationProtocol } from './egress/authorization-protocol';
import { authorizationServerMissing } from './egress/authorization-server-missing';
import { authorizationTimeout } from './egress/authorization-timeout';
import { backendMissing } from './egress/backend-missing';
import { backendPort } from './egress/backend-port';
import { claimedAddress } from './egress/claimed-address';
import { clientAssertedHeader } from './egress/client-asserted-header';
import { clientChosenPort } from './egress/client-chosen-port';
import { clientWithoutDns } from './egress/client-without-dns';
import { clusterInternalHost } from './egress/cluster-internal-host';
import { contestedHost } from './egress/contested-host';
import { deniedHost } from './egress/denied-host';
import { directExit } from './egress/direct-exit';
import { duplicateHost } from './egress/duplicate-host';
import { duplicateObject } from './egress/duplicate-object';
import { dynamicName } from './egress/dynamic-name';
import { exposedGateway } from './egress/exposed-gateway';
import { failOpen } from './egress/fail-open';
import { foreignListeners } from './egress/foreign-listeners';
import { foreignRoutes } from './egress/foreign-routes';
import { forgeableDecision } from './egress/forgeable-decision';
import { gatewayCallsItself } from './egress/gateway-calls-itself';
import { gatewayReach } from './egress/gateway-reach';
import { gatewayUnreachable } from './egress/gateway-unreachable';
import { idleRetry } from './egress/idle-retry';
import { listenerRefusesNamespace } from './egress/listener-refuses-namespace';
import { misplacedRules } from './egress/misplaced-rules';
import { missingReferenceGrant } from './egress/missing-reference-grant';
import { namespaceCaller } from './egress/namespace-caller';
import { noDecision } from './egress/no-decision';
import { notJudged } from './egress/not-judged';
import { openProxy } from './egress/open-proxy';
import { plaintextCredential } from './egress/plaintext-credential';
import { plaintextToHttpsPort } from './egress/plaintext-to-https-port';
import { plaintextToPublicHost } from './egress/plaintext-to-public-host';
import { policyOnNothing } from './egress/policy-on-nothing';
import { policyShadowed } from './egress/policy-shadowed';
import { protocolConflict } from './egress/protocol-conflict';
import { refusalMissing } from './egress/refusal-missing';
import { reportEnded } from './egress/report-ended';
import { retryBudget } from './egress/retry-budget';
import { retryLimit } from './egress/retry-limit';
import { retryNeverFires } from './egress/retry-never-fires';
import { routeCache } from './egress/route-cache';
import { routeWithoutGateway } from './egress/route-without-gateway';
import { routeWithoutListener } from './egress/route-without-listener';
import { searchDomain } from './egress/search-domain';
import { secretInManifest } from './egress/secret-in-manifest';
import { selfApproved } from './egress/self-approved';
import { stolenName } from './egress/stolen-name';
import { timeOutNotRetried } from './egress/time-out-not-retried';
import { tlsConflict } from './egress/tls-conflict';
import { tlsOnHttpPort } from './egress/tls-on-http-port';
import { unapprovedHost } from './egress/unapproved-host';
import { unguardedListener } from './egress/unguarded-listener';
import { unknownWaiver } from './egress/unknown-waiver';
import { unlimitedClient } from './egress/unlimited-client';
import { unsafeRetry } from './egress/unsafe-retry';
import { unverifiedTls } from './egress/unverified-tls';
import { waiverWithoutReason } from './egress/waiver-without-reason';
import { widenedCallers } from './egress/widened-callers';
import { wildcardMemory } from './egress/wildcard-memory';
import { wildcardPublicSuffix } from './egress/wildcard-public-suffix';
import { deprecatedVersion } from './istio/deprecated-version';
import { accessLogOperator } from './kgateway/access-log-operator';
import { accessLogPath } from './kgateway/access-log-path';
import { backendConfigTarget } from './kgateway/backend-config-target';
import { delegation } from './kgateway/delegation';
import { discriminator } from './kgateway/discriminator';
import { extensionMissing } from './kgateway/extension-missing';
import { extensionRefIgnored } from './kgateway/extension-ref-ignored';
import { extensionRefMissing } from './kgateway/extension-ref-missing';
import { grpcExtension } from './kgateway/grpc-extension';
import { grpcOverHttp1 } from './kgateway/grpc-over-http1';
import { headerName } from './kgateway/header-name';
import { headerValue } from './kgateway/header-value';
import { hostnameBackend } from './kgateway/hostname-backend';
import { lateFilter } from './kgateway/late-filter';
import { refusedListenerSet } from './kgateway/refused-listener-set';
import { reservedPort } from './kgateway/reserved-port';
import { responseFormat } from './kgateway/response-format';
import { serviceEntryResolution } from './kgateway/service-entry-resolution';
import { severalHosts } from './kgateway/several-hosts';
import { anyValueApproves } from './kyverno/any-value-approves';
import { approvalByName } from './kyverno/approval-by-name';
import { auditOnly } from './kyverno/audit-only';
import { envoyModePolicy } from './kyverno/envoy-mode-policy';
import { existingViolations } from './kyverno/existing-violations';
import { noFinalDeny } from './kyverno/no-final-deny';
import { openException } from './kyverno/open-exception';
import { policyDoesNotCompile } from './kyverno/policy-does-not-compile';
import { policyIgnoresFailures } from './kyverno/policy-ignores-failures';
import { policyVariableName } from './kyverno/policy-variable-name';
import { twoRequestPolicies } from './kyverno/two-request-policies';
import { unscannedKinds } from './kyverno/unscanned-kinds';
import { dataplaneMode } from './ztunnel/dataplane-mode';
import { denyWithoutEffect } from './ztunnel/deny-without-effect';
import { dnsLoop } from './ztunnel/dns-loop';
import { ignoredField } from './ztunnel/ignored-field';
import { optOut } from './ztunnel/opt-out';
import { plaintextListener } from './ztunnel/plaintext-listener';
import { servicePort } from './ztunnel/service-port';
import { spiffePrefix } from './ztunnel/spiffe-prefix';
import { targetRefs } from './ztunnel/target-refs';
import { unboundPolicy } from './ztunnel/unbound-policy';
import { uncapturedGateway } from './ztunnel/uncaptured-gateway';
import { unenforcedAction } from './ztunnel/unenforced-action';
import { widenedAllow } from './ztunnel/widened-allow';

/** All rules. Findings about one object are reported in this order. */
export const RULES: readonly Rule[] = [
  accessLogOperator,
  accessLogPath,
  accessLog,
  anyValueApproves,
  applyOrder,
  approvalByName,
  approvalEndsSoon,
  approvalExpired,
  approvalNotBegun,
  approvalNotPermitted,
  approvalOutdated,
  approvalPending,
  approvalTooLong,
  approvalWithdrawn,
  auditOnly,
  authorizationDisabled,
  authorizationProtocol,
  authorizationServerMissing,
  authorizationTimeout,
  backendConfigTarget,
  backendMissing,
  backendPort,
  claimedAddress,
  clientAssertedHeader,
  clientChosenPort,
  clientWithoutDns,
  clusterInternalHost,
  contestedHost,
  dataplaneMode,
  delegation,
  deniedHost,
  denyWithoutEffect,
  deprecatedVersion,
  directExit,
  discriminator,
  dnsLoop,
  duplicateHost,
  duplicateObject,
  envoyModePolicy,
  existingViolations,
  dynamicName,
  exposedGateway,
  extensionMissing,
  extensionRefIgnored,
  extensionRefMissing,
  failOpen,
  foreignListeners,
  foreignRoutes,
  forgeableDecision,
  gatewayCallsItself,
  gatewayReach,
  gatewayUnreachable,
  grpcExtension,
  grpcOverHttp1,
  headerName,
  headerValue,
  hostnameBackend,
  lateFilter,
  idleRetry,
  ignoredField,
  listenerRefusesNamespace,
  namespaceCaller,
  misplacedRules,
  missingReferenceGrant,
  noDecision,
  noFinalDeny,
  openException,
  notJudged,
  openProxy,
  optOut,
  plaintextListener,
  plaintextCredential,
  plaintextToHttpsPort,
  plaintextToPublicHost,
  policyDoesNotCompile,
  policyIgnoresFailures,
  policyOnNothing,
  policyShadowed,
  policyVariableName,
  protocolConflict,
  refusalMissing,
  refusedListenerSet,
  reservedPort,
  responseFormat,
  reportEnded,
  retryBudget,
  retryLimit,
  retryNeverFires,
  routeCache,
  routeWithoutGateway,
  routeWithoutListener,
  searchDomain,
  secretInManifest,
  selfApproved,
  serviceEntryResolution,
  servicePort,
  severalHosts,
  spiffePrefix,
  stolenName,
  targetRefs,
  timeOutNotRetried,
  tlsConflict,
  tlsOnHttpPort,
  twoRequestPolicies,
  unscannedKinds,
  unapprovedHost,
  unboundPolicy,
  uncapturedGateway,
  unenforcedAction,
  unguardedListener,
  unknownWaiver,
  unlimitedClient,
  unsafeRetry,
  unverifiedTls,
  waiverWithoutReason,
  widenedAllow,
  widenedCallers,
  wildcardMemory,
  wildcardPublicSuffix,
];
