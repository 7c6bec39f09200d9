import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { showPath } from '../../../core/path';
import { HOSTNAME } from '../../graph';
import type { Rule } from '../base/rule';

/** A BackendConfigPolicy of a newer kgateway than the one that is targeted. */
export const backendConfigTarget: Rule = {
  id: 'kgateway/backend-config-target',
  severity: 'error',
  summary: 'this version of kgateway does not take the BackendConfigPolicy',
  *check({ graph, platform }) {
    const { can, versions } = platform;
    const said = `kgateway ${versions.kgateway}`;
    const targets = can.backendConfigOfServiceEntry ? [] : graph.policies.targets('gateway.kgateway.dev/BackendConfigPolicy');
    const byHost = targets.filter(({ kind }) => kind === HOSTNAME);
    for (const { policy, path } of oncePer(byHost, (target) => `${objectName(target.policy)} ${showPath(target.path)}`)) {
      yield {
        object: policy,
        path: [...path, 'kind'],
        got: 'Hostname',
        allowed: `Service or Backend with ${said}, which attaches no BackendConfigPolicy to a ServiceEntry`,
        fix: 'target kgateway 2.3 or later, or replace the ServiceEntry by a kgateway Backend',
      };
    }
    if (can.circuitBreakers) return;
    for (const object of graph.catalogue.ofKind('gateway.kgateway.dev/BackendConfigPolicy')) {
      if (object.spec.circuitBreakers === undefined) continue;
      yield {
        object,
        path: ['spec', 'circuitBreakers'],
        got: object.spec.circuitBreakers,
        allowed: `nothing with ${said}, which does not have the field`,
        fix: 'target kgateway 2.2 or later, or remove it',
      };
    }
  },
};
