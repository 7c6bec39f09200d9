import { egressExtensions } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** An authorization server that has Envoy's default time to answer, which is too short to fail closed on. */
export const authorizationTimeout: Rule = {
  id: 'egress/authorization-timeout',
  severity: 'error',
  summary: 'the authorization server has 200 ms to answer, and what it does not decide by then is refused',
  *check({ graph }) {
    for (const object of egressExtensions(graph)) {
      const { grpcService } = object.spec.extAuth ?? {};
      if (!grpcService || grpcService.requestTimeout !== undefined) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'grpcService', 'requestTimeout'],
        got: undefined,
        allowed: 'a duration that the server keeps under load, such as 1s',
        fix: 'set requestTimeout',
      };
    }
  },
};
