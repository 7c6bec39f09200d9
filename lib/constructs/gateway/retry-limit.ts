import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { Capabilities } from '../../core/platform';

/** The maximum number of concurrent retries to one host in one proxy; Envoy's default is 3. Beyond it, Envoy does not retry. */
export const MAX_CONCURRENT_RETRIES = 1024;

/** The label of the destinations for which the gateway's policy sets the limit. */
export function retryLimitLabel(gatewayName: string): Record<string, string> {
  return { 'cdk8s-egress/retry-limit': gatewayName };
}

/**
 * One policy for all hosts of a gateway. With one policy per host, kgateway translates the whole gateway again for each status
 * that it writes: 1,000 hosts then take many minutes instead of a second. `undefined` if the version of kgateway has no limit.
 */
export function retryLimitSpec(gatewayName: string, capabilities: Capabilities): BackendConfigPolicySpec | undefined {
  if (!capabilities.circuitBreakers) return undefined;
  const matchLabels = retryLimitLabel(gatewayName);
  const serviceEntries = { group: 'networking.istio.io', kind: 'Hostname', matchLabels };
  const backends = { group: 'gateway.kgateway.dev', kind: 'Backend', matchLabels };
  return {
    targetSelectors: capabilities.backendConfigOfServiceEntry ? [serviceEntries, backends] : [backends],
    circuitBreakers: { maxRetries: MAX_CONCURRENT_RETRIES },
  };
}
