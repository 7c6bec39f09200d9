import { egressExtensions } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** A gRPC call to the authorization server with Envoy's default timeout, which a loaded server does not meet. */
export const authorizationTimeout: Rule = {
  id: 'egress/authorization-timeout',
  severity: 'error',
  summary: 'the authorization server has only 200 ms to decide, and requests that are undecided by then are refused',
  *check({ graph }) {
    for (const object of egressExtensions(graph)) {
      const { grpcService } = object.spec.extAuth ?? {};
      if (!grpcService || grpcService.requestTimeout !== undefined) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'grpcService', 'requestTimeout'],
        got: undefined,
        allowed: 'a duration in which the server can decide under load, such as 1s',
        fix: 'set requestTimeout',
      };
    }
  },
};
