import {
  attemptsOf,
  BEFORE_REQUEST,
  conditionsOf,
  isOfRoute,
  type RetryUse,
  retriesThat,
  retryPath,
  STATUS_CODES,
} from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Requests that change data are sent again although the upstream may have read them already. */
export const unsafeRetry: Rule = {
  id: 'egress/unsafe-retry',
  severity: 'warning',
  summary: 'requests that change data are sent again after the upstream has read them',
  *check({ graph }) {
    for (const use of retriesThat(graph, (each) => isUnsafe(each) && matchesWrites(each))) {
      const listed = unsafeConditions(use.retry).filter((each) => each !== STATUS_CODES);
      yield {
        object: use.object,
        path: retryPath(use, listed.length === 0 ? 'statusCodes' : 'retryOn'),
        got: listed.length === 0 ? use.retry.statusCodes : listed,
        allowed: `${BEFORE_REQUEST.join(', ')}; other conditions only for rules that match nothing but ${READS.join(', ')}`,
        fix: isOfRoute(use) ? FIX_ROUTE : FIX,
      };
    }
  },
};

const FIX =
  'use the safe conditions, give reads their own rule and policy, or waive this finding if the upstream accepts repeats';
const FIX_ROUTE =
  'set retry with the safe conditions in a TrafficPolicy instead: kgateway sets these for every retry of an HTTPRoute';

/** Safe methods (RFC 9110, 9.2.1). */
const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Conditions that occur only if the upstream has not processed the request. */
const SAFE: readonly string[] = [...BEFORE_REQUEST, 'envoy-ratelimited', 'http3-post-connect-failure'];

function unsafeConditions(retry: RetryUse['retry']): string[] {
  return [...conditionsOf(retry)].filter((condition) => !SAFE.includes(condition));
}

function isUnsafe({ retry }: RetryUse): boolean {
  return attemptsOf(retry) > 0 && unsafeConditions(retry).length > 0;
}

function matchesWrites({ rule: { matches, route } }: RetryUse): boolean {
  if (route.kind !== 'HTTPRoute' || matches.length === 0) return true;
  return matches.some(({ method }) => method === undefined || !READS.includes(method));
}
