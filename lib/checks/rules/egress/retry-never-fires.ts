import {
  attemptsOf,
  conditionsOf,
  isIneffective,
  type RetryUse,
  retriesThat,
  retryPath,
  STATUS_CODES,
} from '../../graph/retries';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** A retry policy that has no effect when the upstream is down or slow. */
export const retryNeverFires: Rule = {
  id: 'egress/retry-never-fires',
  severity: 'error',
  summary: 'requests are not retried when the upstream is down or slow',
  *check({ graph }) {
    for (const use of retriesThat(graph, isIneffective)) yield { object: use.object, ...mistakeOf(use) };
  },
};

const FIX =
  'add retryOn: [connect-failure, refused-stream, reset-before-request], or reset instead of the last one to retry timeouts too';

function mistakeOf(use: RetryUse): Omit<Objection, 'object'> {
  const { retry } = use;
  if (attemptsOf(retry) === 0) {
    return {
      path: retryPath(use, 'attempts'),
      got: retry.attempts,
      allowed: 'at least 1: the number of retries after the first try',
      fix: 'raise attempts, or remove retry',
    };
  }
  if (conditionsOf(retry).has(STATUS_CODES)) {
    return {
      path: retryPath(use, 'statusCodes'),
      got: retry.statusCodes,
      allowed:
        'a condition in retryOn as well: status codes match responses of the upstream, never the 503 and 504 of the gateway itself',
      fix: FIX,
    };
  }
  return {
    path: retryPath(use, 'retryOn'),
    got: retry.retryOn,
    allowed: 'a condition that can occur with an HTTP/1.1 upstream; retriable-status-codes needs statusCodes',
    fix: FIX,
  };
}
