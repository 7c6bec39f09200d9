import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { Capabilities } from '../../core/platform';

/** How many retries to one host may run at once in a proxy; Envoy's own default is 3, and more are not tried. */
export const MAX_CONCURRENT_RETRIES = 1024;

/** The label of destinations whose limit the gateway sets. */
export function retryLimitLabel(gatewayName: string): Record<string, string> {
  return { 'cdk8s-egress/retry-limit': gatewayName };
}

/**
 * One policy for all hosts of a gateway: with one a host, kgateway translates the whole gateway again for each status that it
 * writes, and 1,000 hosts take it many minutes where they take it a second. `undefined` where kgateway can't.
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
