import {
  BEFORE_REQUEST,
  conditionsOf,
  isIneffective,
  ON_TIMEOUT,
  type RetryUse,
  retriesThat,
  retryPath,
} from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Tries have a timeout and responses are retried, but a try that times out is not. */
export const timeOutNotRetried: Rule = {
  id: 'egress/time-out-not-retried',
  severity: 'warning',
  summary: 'a try that exceeds perTryTimeout is not retried',
  *check({ graph }) {
    for (const use of retriesThat(graph, (each) => omitsTimeouts(each) && !isIneffective(each))) {
      yield {
        object: use.object,
        path: retryPath(use, 'perTryTimeout'),
        got: use.retry.perTryTimeout,
        allowed: `only with one of ${ON_TIMEOUT.join(', ')} in retryOn: nothing else matches the 504 of the gateway itself`,
        fix: 'add reset to retryOn, which also resends requests that the upstream may have read; or list only safe conditions in retryOn',
      };
    }
  },
};

/** Policies that retry only requests that the upstream has not read omit timeouts on purpose. */
function omitsTimeouts({ retry }: RetryUse): boolean {
  if (retry.perTryTimeout === undefined) return false;
  const conditions = [...conditionsOf(retry)];
  return conditions.some((each) => !BEFORE_REQUEST.includes(each)) && !conditions.some((each) => ON_TIMEOUT.includes(each));
}
