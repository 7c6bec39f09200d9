import type { Rule } from '../base/rule';

/** A listener that accepts routes from every namespace. A route with a longer path takes over the traffic of a host. */
export const foreignRoutes: Rule = {
  id: 'egress/foreign-routes',
  severity: 'error',
  summary: 'the listener of an egress gateway accepts routes from every namespace',
  *check({ graph }) {
    for (const { listeners } of graph.egressGateways) {
      for (const { object, spec, path } of listeners) {
        if (spec.allowedRoutes?.namespaces?.from !== 'All') continue;
        yield {
          object,
          path: [...path, 'allowedRoutes', 'namespaces', 'from'],
          got: 'All',
          allowed: 'Same, or Selector with the labels of the namespaces that may attach routes',
          fix: 'set from: Same, or select the namespaces with from: Selector',
        };
      }
    }
  },
};
