import { idleRetries } from '../../graph/idle-retries';
import { conditionsOf, retryPath } from '../../graph/retries';
import type { Rule } from '../base/rule';

/** Retries before the request is sent, of plaintext from a gateway in ambient: ztunnel accepts every connection. */
export const idleRetry: Rule = {
  id: 'egress/idle-retry',
  severity: 'warning',
  summary: 'requests are not retried when the upstream is down, because ztunnel accepts every connection of the gateway',
  *check({ graph }) {
    for (const use of idleRetries(graph)) {
      yield {
        object: use.object,
        path: retryPath(use, 'retryOn'),
        got: [...conditionsOf(use.retry)],
        allowed:
          'reset as well, for an upstream that gets plaintext; these conditions alone occur only if the gateway originates TLS',
        fix: 'originate TLS, add reset if the upstream accepts repeated requests, or remove retry',
      };
    }
  },
};
