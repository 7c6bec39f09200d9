import { KIND } from '../../../core/kinds';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A route to a missing Gateway: no listener serves the route. */
export const routeWithoutGateway: Rule = {
  id: 'egress/route-without-gateway',
  severity: 'error',
  summary: 'the Gateway of the route is not among the manifests',
  *check({ graph }) {
    for (const route of graph.routes) {
      for (const { gateway, namespace, name, path } of route.attachments) {
        if (gateway || graph.catalogue.isElsewhere(KIND.Gateway, namespace, name)) continue;
        yield {
          object: route.object,
          path: [...path, 'name'],
          got: `${namespace}/${name}`,
          allowed: 'a Gateway among the manifests',
          fix: orExternal('correct the name, add the Gateway', `Gateway ${namespace}/${name}`, 'owns it'),
        };
      }
    }
  },
};
