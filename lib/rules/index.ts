import { accessLog } from './access-log';
import { accessLogOperator } from './access-log-operator';
import { anyValueApproves } from './any-value-approves';
import { applyOrder } from './apply-order';
import { approvalByName } from './approval-by-name';
import { approvalEndsSoon } from './approval-ends-soon';
import { approvalExpired } from './approval-expired';
import { approvalNotBegun } from './approval-not-begun';
import { approvalPending } from './approval-pending';
import { authorizationDisabled } from './authorization-disabled';
import { authorizationProtocol } from './authorization-protocol';
import { authorizationServerMissing } from './authorization-server-missing';
import { authorizationTimeout } from './authorization-timeout';
import { backendConfigTarget } from './backend-config-target';
import { backendMissing } from './backend-missing';
import { backendPort } from './backend-port';
import { clientAssertedHeader } from './client-asserted-header';
import { clusterInternalHost } from './cluster-internal-host';
import { contestedHost } from './contested-host';
import { dataplaneMode } from './dataplane-mode';
import { denyWithoutEffect } from './deny-without-effect';
import { deprecatedVersion } from './deprecated-version';
import { directExit } from './direct-exit';
import { discriminator } from './discriminator';
import { dnsLoop } from './dns-loop';
import { duplicateHost } from './duplicate-host';
import { duplicateObject } from './duplicate-object';
import { envoyModePolicy } from './envoy-mode-policy';
import { existingViolations } from './existing-violations';
import { exposedGateway } from './exposed-gateway';
import { extensionMissing } from './extension-missing';
import { failOpen } from './fail-open';
import { foreignRoutes } from './foreign-routes';
import { forgeableDecision } from './forgeable-decision';
import { hostnameBackend } from './hostname-backend';
import { ignoredField } from './ignored-field';
import { listenerRefusesNamespace } from './listener-refuses-namespace';
import { missingReferenceGrant } from './missing-reference-grant';
import { noDecision } from './no-decision';
import { noFinalDeny } from './no-final-deny';
import { openProxy } from './open-proxy';
import { optOut } from './opt-out';
import { plaintextToHttpsPort } from './plaintext-to-https-port';
import { plaintextToPublicHost } from './plaintext-to-public-host';
import { policyOnNothing } from './policy-on-nothing';
import { policyShadowed } from './policy-shadowed';
import { protocolConflict } from './protocol-conflict';
import { refusalMissing } from './refusal-missing';
import { reservedPort } from './reserved-port';
import { retryBudget } from './retry-budget';
import { retryLimit } from './retry-limit';
import { retryNeverFires } from './retry-never-fires';
import { routeCache } from './route-cache';
import { routeWithoutGateway } from './route-without-gateway';
import { routeWithoutListener } from './route-without-listener';
import type { Rule } from './rule';
import { serviceEntryResolution } from './service-entry-resolution';
import { servicePort } from './service-port';
import { severalHosts } from './several-hosts';
import { spiffePrefix } from './spiffe-prefix';
import { targetRefs } from './target-refs';
import { timeOutNotRetried } from './time-out-not-retried';
import { tlsConflict } from './tls-conflict';
import { tlsOnHttpPort } from './tls-on-http-port';
import { twoRequestPolicies } from './two-request-policies';
import { unapprovedHost } from './unapproved-host';
import { uncapturedGateway } from './uncaptured-gateway';
import { unenforcedAction } from './unenforced-action';
import { unsafeRetry } from './unsafe-retry';
import { unverifiedTls } from './unverified-tls';
import { waiverWithoutReason } from './waiver-without-reason';
import { widenedAllow } from './widened-allow';
import { wildcardPublicSuffix } from './wildcard-public-suffix';

/** Every rule over the graph, in the order in which their findings are told of one object. */
export const RULES: readonly Rule[] = [
  accessLogOperator,
  accessLog,
  anyValueApproves,
  applyOrder,
  approvalByName,
  approvalEndsSoon,
  approvalExpired,
  approvalNotBegun,
  approvalPending,
  authorizationDisabled,
  authorizationProtocol,
  authorizationServerMissing,
  authorizationTimeout,
  backendConfigTarget,
  backendMissing,
  backendPort,
  clientAssertedHeader,
  clusterInternalHost,
  contestedHost,
  dataplaneMode,
  denyWithoutEffect,
  deprecatedVersion,
  directExit,
  discriminator,
  dnsLoop,
  duplicateHost,
  duplicateObject,
  envoyModePolicy,
  existingViolations,
  exposedGateway,
  extensionMissing,
  failOpen,
  foreignRoutes,
  forgeableDecision,
  hostnameBackend,
  ignoredField,
  listenerRefusesNamespace,
  missingReferenceGrant,
  noDecision,
  noFinalDeny,
  openProxy,
  optOut,
  plaintextToHttpsPort,
  plaintextToPublicHost,
  policyOnNothing,
  policyShadowed,
  protocolConflict,
  refusalMissing,
  reservedPort,
  retryBudget,
  retryLimit,
  retryNeverFires,
  routeCache,
  routeWithoutGateway,
  routeWithoutListener,
  serviceEntryResolution,
  servicePort,
  severalHosts,
  spiffePrefix,
  targetRefs,
  timeOutNotRetried,
  tlsConflict,
  tlsOnHttpPort,
  twoRequestPolicies,
  unapprovedHost,
  uncapturedGateway,
  unenforcedAction,
  unsafeRetry,
  unverifiedTls,
  waiverWithoutReason,
  widenedAllow,
  wildcardPublicSuffix,
];
