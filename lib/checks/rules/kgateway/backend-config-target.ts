import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { showPath } from '../../../core/path';
import type { Rule } from '../base/rule';

/** A BackendConfigPolicy of a newer kgateway than the one that is targeted. */
export const backendConfigTarget: Rule = {
  id: 'kgateway/backend-config-target',
  severity: 'error',
  summary: 'this version of kgateway does not take the BackendConfigPolicy',
  *check({ graph, platform }) {
    const { capabilities, versions } = platform;
    const said = `kgateway ${versions.kgateway}`;
    const targets = capabilities.backendConfigOfServiceEntry ? [] : graph.policies.targets(KIND.BackendConfigPolicy);
    const byHost = targets.filter(({ kind }) => kind === KIND.Hostname);
    for (const { policy, path } of oncePer(byHost, (target) => `${objectName(target.policy)} ${showPath(target.path)}`)) {
      yield {
        object: policy,
        path: [...path, 'kind'],
        got: 'Hostname',
        allowed: `Service or Backend with ${said}, which attaches no BackendConfigPolicy to a ServiceEntry`,
        fix: 'target kgateway 2.3 or later, or replace the ServiceEntry by a kgateway Backend',
      };
    }
    if (capabilities.circuitBreakers) return;
    for (const object of graph.catalogue.ofKind(KIND.BackendConfigPolicy)) {
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
