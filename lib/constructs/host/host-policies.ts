import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { TrafficPolicySpec, TrafficPolicyTargetRef } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import type { Draft } from '../../core/draft';
import type { Duration } from '../../core/duration';
import { MAX_CONCURRENT_RETRIES } from '../gateway/retry-limit';
import type { HostDns } from './external-host-props';
import type { Resilience, RetryPart } from './resilience';

/** The size up to which conditions read a body, in bytes, if the host does not say another one. */
export const MAX_BODY = 65_536;

/** The settings of a host's own BackendConfigPolicy. */
interface BackendConfigParts {
  readonly targetRefs: BackendConfigPolicySpec['targetRefs'];
  /** Whether the version of kgateway limits concurrent retries. */
  readonly breaker: boolean;
  readonly resilience: Resilience;
  readonly dns: HostDns | undefined;
  /** The total time of a response. */
  readonly maxStreamDuration: Duration | undefined;
  readonly tls: BackendConfigPolicySpec['tls'];
}

/** The BackendConfigPolicy of a host. */
export function backendConfigSpec({
  targetRefs,
  breaker,
  resilience,
  dns,
  maxStreamDuration,
  tls,
}: BackendConfigParts): BackendConfigPolicySpec {
  const { retries, maxConcurrentRetries = MAX_CONCURRENT_RETRIES } = resilience;
  const { refreshRate, respectTtl } = dns ?? {};
  const spec: Draft<BackendConfigPolicySpec> = { targetRefs };
  if (breaker && retries > 0) spec.circuitBreakers = { maxRetries: maxConcurrentRetries };
  if (maxStreamDuration) spec.commonHttpProtocolOptions = { maxStreamDuration };
  if (dns) spec.dns = { ...(refreshRate && { refreshRate }), ...(respectTtl !== undefined && { respectTTL: respectTtl }) };
  if (tls) spec.tls = tls;
  return spec;
}

/** What a TrafficPolicy sets: retries and time limits, a credential, a token, and what the request policy needs to know. */
export type TrafficParts = RetryPart & Pick<TrafficPolicySpec, 'extAuth' | 'headerModifiers' | 'jwtAuth' | 'rbac'>;

/** The TrafficPolicy of a route, or of one of its rules. */
export function trafficPolicySpec(
  routeName: string,
  { extAuth, headerModifiers, jwtAuth, rbac, retry, timeouts }: TrafficParts,
  rule?: string,
): TrafficPolicySpec {
  const route: Draft<TrafficPolicyTargetRef> = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: routeName };
  if (rule) route.sectionName = rule;
  const spec: Draft<TrafficPolicySpec> = {};
  if (extAuth) spec.extAuth = extAuth;
  if (headerModifiers) spec.headerModifiers = headerModifiers;
  if (jwtAuth) spec.jwtAuth = jwtAuth;
  if (rbac) spec.rbac = rbac;
  if (retry) spec.retry = retry;
  spec.targetRefs = [route];
  if (timeouts) spec.timeouts = timeouts;
  return spec;
}
