import { KIND } from '../../core/kinds';
import { valueAt } from '../../core/path';
import type { Catalogue } from './catalogue';
import type { ObjectOf } from './kinds';

/** The `controllerName` of the GatewayClasses that kgateway serves with Envoy. */
export const KGATEWAY_CONTROLLER = 'kgateway.dev/kgateway';

/** The GatewayClass that kgateway creates. */
const KGATEWAY_CLASS = 'kgateway';

/** The classes of other controllers. That of agentgateway can have GatewayParameters too. */
const OTHER_CLASSES = /^(agentgateway|istio.*)$/;

/**
 * Whether kgateway runs a Gateway: if its class is one of `classes`; else by the `controllerName` of its GatewayClass; else, if
 * the GatewayClass is not among the objects, by the name of the class or by a reference to GatewayParameters.
 *
 * @param classes the classes that the user declared
 */
export function isOfKgateway(
  { spec }: ObjectOf<'gateway.networking.k8s.io/Gateway'>,
  catalogue: Catalogue,
  classes: readonly string[],
): boolean {
  const { gatewayClassName: name, infrastructure } = spec;
  if (classes.includes(name)) return true;
  const own = catalogue.find(KIND.GatewayClass, '', name);
  if (own) return valueAt(own, ['spec', 'controllerName']) === KGATEWAY_CONTROLLER;
  if (name === KGATEWAY_CLASS) return true;
  return infrastructure?.parametersRef?.kind === 'GatewayParameters' && !OTHER_CLASSES.test(name);
}
