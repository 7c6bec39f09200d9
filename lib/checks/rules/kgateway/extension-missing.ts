import { KIND } from '../../../core/kinds';
import { namespaceOf } from '../../graph';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A policy that refers to a missing extension: kgateway answers 500 to every request. */
export const extensionMissing: Rule = {
  id: 'kgateway/extension-missing',
  severity: 'error',
  summary: 'the GatewayExtension of the policy is missing, so kgateway answers 500 to every request',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.ofKind(KIND.TrafficPolicy)) {
      const ref = object.spec.extAuth?.extensionRef;
      const namespace = ref?.namespace ?? namespaceOf(object);
      if (!ref || catalogue.knows(KIND.GatewayExtension, namespace, ref.name)) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'extensionRef', 'name'],
        got: `${namespace}/${ref.name}`,
        allowed: 'the name of a GatewayExtension in the manifests',
        fix: orExternal('correct the name, add the GatewayExtension', `GatewayExtension ${namespace}/${ref.name}`),
      };
    }
  },
};
