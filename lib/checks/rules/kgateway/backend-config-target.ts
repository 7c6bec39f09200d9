import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { showPath } from '../../../core/path';
import type { Rule } from '../base/rule';

/** A BackendConfigPolicy that needs a newer kgateway than the selected one. */
export const backendConfigTarget: Rule = {
  id: 'kgateway/backend-config-target',
  severity: 'error',
  summary: 'the selected version of kgateway does not support this BackendConfigPolicy',
  *check({ graph, platform }) {
    const { capabilities, versions } = platform;
    const version = `kgateway ${versions.kgateway}`;
    const targets = capabilities.backendConfigOfServiceEntry ? [] : graph.policies.targets(KIND.BackendConfigPolicy);
    const byHost = targets.filter(({ kind }) => kind === KIND.Hostname);
    for (const { policy, path } of oncePer(byHost, (target) => `${objectName(target.policy)} ${showPath(target.path)}`)) {
      yield {
        object: policy,
        path: [...path, 'kind'],
        got: 'Hostname',
        allowed: `Service or Backend; ${version} cannot attach a BackendConfigPolicy to a ServiceEntry`,
        fix: 'select kgateway 2.3 or later, or replace the ServiceEntry with a kgateway Backend',
      };
    }
    if (capabilities.circuitBreakers) return;
    for (const object of graph.catalogue.ofKind(KIND.BackendConfigPolicy)) {
      if (object.spec.circuitBreakers === undefined) continue;
      yield {
        object,
        path: ['spec', 'circuitBreakers'],
        got: object.spec.circuitBreakers,
        allowed: `no value; ${version} does not have this field`,
        fix: 'select kgateway 2.2 or later, or remove circuitBreakers',
      };
    }
  },
};
