import { attemptsOf, BEFORE_REQUEST, conditionsOf, type RetryUse, retriesThat, STATUS_CODES } from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Requests that change something are sent again although the upstream may have read them already. */
export const unsafeRetry: Rule = {
  id: 'egress/unsafe-retry',
  severity: 'warning',
  summary: 'requests that change something are sent again after the upstream has read them',
  *check({ graph }) {
    for (const { policy, retry } of retriesThat(graph, (use) => isUnsafe(use) && takesWrites(use))) {
      const listed = unsafeConditions(retry).filter((each) => each !== STATUS_CODES);
      yield {
        object: policy,
        path: listed.length === 0 ? ['spec', 'retry', 'statusCodes'] : ['spec', 'retry', 'retryOn'],
        got: listed.length === 0 ? retry.statusCodes : listed,
        allowed: `${BEFORE_REQUEST.join(', ')}; others for rules that match only ${READS.join(', ')}`,
        fix: 'take the safe conditions, give reads a rule and a policy of their own, or waive this where the upstream takes repeats',
      };
    }
  },
};

/** Methods that change nothing (RFC 9110, 9.2.1). */
const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Conditions that no request meets that the upstream has acted on. */
const SAFE: readonly string[] = [...BEFORE_REQUEST, 'envoy-ratelimited', 'http3-post-connect-failure'];

function unsafeConditions(retry: RetryUse['retry']): string[] {
  return [...conditionsOf(retry)].filter((condition) => !SAFE.includes(condition));
}

function isUnsafe({ retry }: RetryUse): boolean {
  return attemptsOf(retry) > 0 && unsafeConditions(retry).length > 0;
}

function takesWrites({ rule: { matches, route } }: RetryUse): boolean {
  if (route.kind !== 'HTTPRoute' || matches.length === 0) return true;
  return matches.some(({ method }) => method === undefined || !READS.includes(method));
}
