import { BEFORE_REQUEST, conditionsOf, isIdle, ON_TIME_OUT, type RetryUse, retriesThat } from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Tries have a time-out, answers are retried, but a try that runs into its time-out is not. */
export const timeOutNotRetried: Rule = {
  id: 'egress/time-out-not-retried',
  severity: 'warning',
  summary: 'a try that runs into perTryTimeout is not tried again',
  *check({ graph }) {
    for (const { policy, retry } of retriesThat(graph, (use) => leavesTimeOuts(use) && !isIdle(use))) {
      yield {
        object: policy,
        path: ['spec', 'retry', 'perTryTimeout'],
        got: retry.perTryTimeout,
        allowed: `beside one of ${ON_TIME_OUT.join(', ')} in retryOn: the 504 of the gateway itself matches nothing else`,
        fix: 'add reset to retryOn, which also sends again what the upstream may have read; else list in retryOn only what is safe',
      };
    }
  },
};

/** Retries of nothing but what the upstream has not read leave time-outs out on purpose. */
function leavesTimeOuts({ retry }: RetryUse): boolean {
  if (retry.perTryTimeout === undefined) return false;
  const conditions = [...conditionsOf(retry)];
  return conditions.some((each) => !BEFORE_REQUEST.includes(each)) && !conditions.some((each) => ON_TIME_OUT.includes(each));
}
