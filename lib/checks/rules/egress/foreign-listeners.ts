import type { Rule } from '../base/rule';

/** A Gateway that accepts listeners from every namespace. A listener for the name of a host takes its traffic. */
export const foreignListeners: Rule = {
  id: 'egress/foreign-listeners',
  severity: 'error',
  summary: 'the egress gateway accepts ListenerSets from every namespace',
  *check({ graph }) {
    for (const { object } of graph.egressGateways) {
      if (object.spec.allowedListeners?.namespaces?.from !== 'All') continue;
      yield {
        object,
        path: ['spec', 'allowedListeners', 'namespaces', 'from'],
        got: 'All',
        allowed: 'None, Same, or Selector with the labels of the namespaces that may add listeners',
        fix: 'remove allowedListeners, or select the namespaces with from: Selector',
      };
    }
  },
};
