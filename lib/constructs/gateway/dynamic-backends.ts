import type { BackendSpec } from '../../../imports/gateway.kgateway.dev/backend';
import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import { fnv1a } from '../../core/fnv1a';
import type { Capabilities } from '../../core/platform';
import { MAX_CONCURRENT_RETRIES } from './retry-limit';

/** The number of Backends over which the dynamic hosts of a gateway are distributed. */
const BACKENDS = 32;

/** The maximum number of hosts of one Backend. Envoy resolves at most 1,024 names for it, and refuses all others. */
export const MAX_DYNAMIC_HOSTS = 500;

/** The name of the shared Backend of a dynamic host. It depends on the host alone, so that a new host moves no other. */
export function dynamicBackendOf(gatewayName: string, host: string): string {
  return `${dynamicPolicyName(gatewayName)}-${fnv1a(host) % BACKENDS}`;
}

/** The name of the policy for all shared Backends. */
export function dynamicPolicyName(gatewayName: string): string {
  return `${gatewayName}-dynamic`;
}

/** The label of the shared Backends, by which the policy selects them. */
export function dynamicLabel(gatewayName: string): Record<string, string> {
  return { 'cdk8s-egress/dynamic': gatewayName };
}

/** A Backend that resolves the host of each request, and calls it over TLS. */
export function dynamicBackendSpec({ discriminator }: Capabilities): BackendSpec {
  return { ...(discriminator && { type: 'DynamicForwardProxy' as const }), dynamicForwardProxy: { enableTls: true } };
}

/** TLS to dynamic hosts. Envoy takes the SNI and the name that the certificate must have from the Host header. */
export function dynamicTls(caSecret?: string): BackendConfigPolicySpec['tls'] {
  return {
    ...(caSecret ? { secretRef: { name: caSecret } } : { wellKnownCACertificates: 'System' }),
    // Without them, TLS 1.3 is off.
    parameters: { minVersion: '1.2', maxVersion: '1.3' },
  };
}

/** The policy for all shared Backends. */
export function dynamicPolicySpec(
  gatewayName: string,
  { circuitBreakers }: Capabilities,
  caSecret?: string,
): BackendConfigPolicySpec {
  return {
    targetSelectors: [{ group: 'gateway.kgateway.dev', kind: 'Backend', matchLabels: dynamicLabel(gatewayName) }],
    ...(circuitBreakers && { circuitBreakers: { maxRetries: MAX_CONCURRENT_RETRIES } }),
    tls: dynamicTls(caSecret),
  };
}
