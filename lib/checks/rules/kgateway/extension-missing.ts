import { KIND } from '../../../core/kinds';
import { namespaceOf } from '../../graph';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A policy that asks an extension which is not there: kgateway answers 500 to every request. */
export const extensionMissing: Rule = {
  id: 'kgateway/extension-missing',
  severity: 'error',
  summary: 'the policy asks an extension that is not there',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.ofKind(KIND.TrafficPolicy)) {
      const ref = object.spec.extAuth?.extensionRef;
      const namespace = ref?.namespace ?? namespaceOf(object);
      if (!ref || catalogue.knows(KIND.GatewayExtension, namespace, ref.name)) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'extensionRef', 'name'],
        got: `${namespace}/${ref.name}`,
        allowed: 'a GatewayExtension among the manifests',
        fix: orExternal('correct the name, add it', `GatewayExtension ${namespace}/${ref.name}`),
      };
    }
  },
};
