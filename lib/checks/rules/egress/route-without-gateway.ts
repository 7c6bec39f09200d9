import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { ListenerSet } from '../../graph';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A route that leads outside, to a missing Gateway or ListenerSet: no listener serves the route. */
export const routeWithoutGateway: Rule = {
  id: 'egress/route-without-gateway',
  severity: 'error',
  summary: 'the Gateway of the route is not among the manifests',
  *check({ graph }) {
    const sets = new Set<ListenerSet>();
    for (const { object, attachments, leadsOut } of graph.egressRoutes) {
      if (!leadsOut) continue;
      for (const { gateway, set, parent, namespace, name, path } of attachments) {
        if (gateway || graph.catalogue.isElsewhere(KIND[parent], namespace, name)) continue;
        if (set) sets.add(set);
        else yield missing(object, [...path, 'name'], parent, `${namespace}/${name}`);
      }
    }
    for (const { object, gatewayKey } of sets) {
      const [namespace = '', name = ''] = gatewayKey.split('/');
      if (graph.catalogue.isElsewhere(KIND.Gateway, namespace, name)) continue;
      yield missing(object, ['spec', 'parentRef', 'name'], 'Gateway', gatewayKey);
    }
  },
};

function missing(object: Manifest, path: Path, kind: 'Gateway' | 'ListenerSet', got: string): Objection {
  return {
    object,
    path,
    got,
    allowed: `a ${kind} among the manifests`,
    fix: orExternal(`correct the name, add the ${kind}`, `${kind} ${got}`, 'owns it'),
  };
}
