import { attemptsOf, BEFORE_REQUEST, conditionsOf, type RetryUse, retriesThat, STATUS_CODES } from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Requests that change data are sent again although the upstream may have read them already. */
export const unsafeRetry: Rule = {
  id: 'egress/unsafe-retry',
  severity: 'warning',
  summary: 'requests that change data are sent again after the upstream has read them',
  *check({ graph }) {
    for (const { policy, retry } of retriesThat(graph, (use) => isUnsafe(use) && matchesWrites(use))) {
      const listed = unsafeConditions(retry).filter((each) => each !== STATUS_CODES);
      yield {
        object: policy,
        path: listed.length === 0 ? ['spec', 'retry', 'statusCodes'] : ['spec', 'retry', 'retryOn'],
        got: listed.length === 0 ? retry.statusCodes : listed,
        allowed: `${BEFORE_REQUEST.join(', ')}; other conditions only for rules that match nothing but ${READS.join(', ')}`,
        fix: 'use the safe conditions, give reads their own rule and policy, or waive this finding if the upstream accepts repeats',
      };
    }
  },
};

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
