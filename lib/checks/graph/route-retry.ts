import type { TrafficPolicyRetry } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import type { RouteRule } from './routes';

/** Retries as a TrafficPolicy sets them. */
export type Retry = Omit<TrafficPolicyRetry, 'retryOn'> & { readonly retryOn?: readonly string[] };

/** The conditions that kgateway 2.4 sets for every `retry` of an HTTPRoute (`convertRetry`). */
const CONDITIONS = [
  'cancelled',
  'connect-failure',
  'refused-stream',
  'retriable-headers',
  'retriable-status-codes',
  'unavailable',
  'reset',
];

/**
 * The `retry` of an HTTPRoute, as kgateway translates it. Only the experimental channel of Gateway API has the field, so its
 * types are not checked before: values of other types count as absent.
 */
export function retryOfRoute({ retry, timeouts, route }: RouteRule): Retry | undefined {
  if (retry === undefined || retry === null || typeof retry !== 'object' || route.kind !== 'HTTPRoute') return undefined;
  const { attempts, backoff, codes } = retry as { readonly [field: string]: unknown };
  const statusCodes = Array.isArray(codes) ? codes.filter((code): code is number => typeof code === 'number') : [];
  return {
    retryOn: CONDITIONS,
    ...(typeof attempts === 'number' && { attempts }),
    ...(statusCodes.length > 0 && { statusCodes }),
    ...(typeof backoff === 'string' && { backoffBaseInterval: backoff }),
    ...(timeouts?.backendRequest !== undefined && { perTryTimeout: timeouts.backendRequest }),
  };
}
