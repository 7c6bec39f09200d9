import type { Rule } from '../base/rule';

/** A listener that takes routes of every namespace: a longer path in any of them takes over a host's traffic. */
export const foreignRoutes: Rule = {
  id: 'egress/foreign-routes',
  severity: 'error',
  summary: 'the listener of an egress gateway takes routes of every namespace',
  *check({ graph }) {
    for (const { object, listeners } of graph.egressGateways) {
      for (const { spec, path } of listeners) {
        if (spec.allowedRoutes?.namespaces?.from !== 'All') continue;
        yield {
          object,
          path: [...path, 'allowedRoutes', 'namespaces', 'from'],
          got: 'All',
          allowed: 'Same, or Selector with the labels of namespaces that may have routes',
          fix: 'remove it for Same, or select the namespaces',
        };
      }
    }
  },
};
