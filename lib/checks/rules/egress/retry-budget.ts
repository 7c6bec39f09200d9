import { showMillis, toMillis } from '../../../core/duration';
import { budgetOf } from '../../../core/retry-budget';
import { attemptsOf, type RetryUse, retriesThat } from '../../graph/retries';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Tries that take longer than the request timeout, which cuts off the last ones. */
export const retryBudget: Rule = {
  id: 'egress/retry-budget',
  severity: 'error',
  summary: 'the tries and the pauses between them exceed the request timeout',
  *check({ graph }) {
    for (const use of retriesThat(graph, isOverdrawn)) yield objectionTo(use);
  },
};

/** The request timeout if no policy and no route sets one. */
const DEFAULT = '15s';

function isOverdrawn(use: RetryUse): boolean {
  const millis = needed(use);
  // Zero is no limit.
  const total = millis && toMillis(use.timeout?.value ?? DEFAULT);
  return Boolean(total) && millis > (total as number);
}

/** In milliseconds; 0 if the tries have no timeout, or if nothing is retried. */
function needed({ retry }: RetryUse): number {
  const perTry = toMillis(retry.perTryTimeout ?? '');
  if (!perTry || attemptsOf(retry) === 0) return 0;
  return budgetOf(attemptsOf(retry), perTry, toMillis(retry.backoffBaseInterval ?? ''));
}

function objectionTo(use: RetryUse): Objection {
  const { policy, retry, timeout } = use;
  const tries = `${attemptsOf(retry) + 1} tries of ${retry.perTryTimeout}`;
  const fix = 'raise timeouts.request, or lower retry.perTryTimeout or retry.attempts';
  if (timeout?.policy === policy) {
    const allowed = `at least ${showMillis(needed(use))} for ${tries} and the pauses`;
    return { object: policy, path: ['spec', 'timeouts', 'request'], got: timeout.value, allowed, fix };
  }
  const total = timeout ? timeout.value : `${DEFAULT}, the default`;
  const allowed = `${tries} and the pauses (${showMillis(needed(use))}) within the request timeout of ${total}`;
  return { object: policy, path: ['spec', 'retry', 'perTryTimeout'], got: retry.perTryTimeout, allowed, fix };
}
