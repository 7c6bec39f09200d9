import { KIND } from '../../../core/kinds';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A route that names a Gateway that does not exist: nothing listens for it. */
export const routeWithoutGateway: Rule = {
  id: 'egress/route-without-gateway',
  severity: 'error',
  summary: 'the route names a Gateway that is not there',
  *check({ graph }) {
    for (const route of graph.routes) {
      for (const { gateway, namespace, name, path } of route.attachments) {
        if (gateway || graph.catalogue.isElsewhere(KIND.Gateway, namespace, name)) continue;
        yield {
          object: route.object,
          path: [...path, 'name'],
          got: `${namespace}/${name}`,
          allowed: "a Gateway among the manifests, or one that is said to be somebody else's",
          fix: orExternal('correct the name, add the Gateway', `Gateway ${namespace}/${name}`, 'owns it'),
        };
      }
    }
  },
};
