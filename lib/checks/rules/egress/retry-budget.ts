import { showMillis, toMillis } from '../../../core/duration';
import { objectName } from '../../../core/format-finding';
import { budgetOf } from '../../../core/retry-budget';
import { attemptsOf, isOfRoute, type RetryUse, retriesThat, retryPath } from '../../graph/retries';
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
  const { object, retry, timeout } = use;
  const perTry = isOfRoute(use) ? 'timeouts.backendRequest' : 'retry.perTryTimeout';
  const fix = `raise timeouts.request, or lower ${perTry} or retry.attempts`;
  const tries = `${attemptsOf(retry) + 1} tries of ${retry.perTryTimeout}`;
  if (timeout?.object === object) {
    const allowed = `at least ${showMillis(needed(use))} for ${tries} and the pauses`;
    return { object, path: timeout.path, got: timeout.value, allowed, fix };
  }
  const total = timeout ? `${timeout.value}, which ${objectName(timeout.object)} sets` : `${DEFAULT}, the default`;
  const allowed = `${tries} and the pauses (${showMillis(needed(use))}) within the request timeout of ${total}`;
  return { object, path: retryPath(use, 'perTryTimeout'), got: retry.perTryTimeout, allowed, fix };
}
