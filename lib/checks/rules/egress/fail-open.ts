import { egressExtensions } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** Authorization that allows every request while its server does not answer. */
export const failOpen: Rule = {
  id: 'egress/fail-open',
  severity: 'error',
  summary: 'the gateway allows every request while the authorization server does not answer',
  *check({ graph }) {
    for (const object of egressExtensions(graph)) {
      if (object.spec.extAuth?.failOpen !== true) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'failOpen'],
        got: true,
        allowed: 'false, which is the default',
        fix: 'remove failOpen, and run more than one replica of the server',
      };
    }
  },
};
