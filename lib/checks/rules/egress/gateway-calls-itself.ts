import { servesRule } from '../../graph/delegation';
import { loopsOf } from '../../graph/loops';
import type { Rule } from '../base/rule';

/**
 * A route that leads back to its own gateway: by the ServiceEntry that sends the calls of applications to the gateway, by one of the
 * gateway's Services, or by a rewritten host name. It leads to pods of the cluster, so the route need not be an egress route.
 */
export const gatewayCallsItself: Rule = {
  id: 'egress/gateway-calls-itself',
  severity: 'error',
  summary: 'the destination of the route is the gateway itself, so the gateway calls itself',
  *check({ graph }) {
    for (const { object, rules, served } of graph.routes) {
      for (const rule of rules) {
        const gateways = served.flatMap((each) => (each.gateway && servesRule(each, rule) ? each.gateway : []));
        for (const gateway of new Set(gateways)) {
          for (const { path, by } of loopsOf(rule, gateway, graph)) {
            yield {
              object,
              path,
              got: by,
              allowed: 'a backend that leads to the real destination; what sends calls to the gateway is for applications only',
              fix: 'refer to a kgateway Backend with the real host and port, and rewrite to the name of the host only',
            };
          }
        }
      }
    }
  },
};
