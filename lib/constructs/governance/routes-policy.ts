import { LISTENER_RESOURCES, ROUTE_RESOURCES } from './destination-kinds';
import { type Exemption, notExempt } from './exemption';
import type { GatewayNames } from './pods-policy';
import { CHANGES_A_SPEC, celOf, type Guard, listFor, written } from './policy-parts';

/** The settings of the policy for routes. */
export interface RoutesPolicy {
  readonly exempt: Exemption;
  readonly gateways: GatewayNames;
  /** The routes and ListenerSets that the app declares outside the namespaces of gateways, by namespace, as `HTTPRoute name`. */
  readonly attached: () => Readonly<Record<string, readonly string[]>>;
}

const LISTENER_SETS = celOf(['ListenerSet', 'XListenerSet']);

const PARENTS = `object.kind in ${LISTENER_SETS} ? [object.spec.parentRef] : object.spec.?parentRefs.orValue([])`;

/** By the Gateway, or by a ListenerSet beside it. */
const ATTACHES = `variables.gateways[?parent.?namespace.orValue(request.namespace)].orValue([]).exists(name,
    parent.?kind.orValue("Gateway") in ${LISTENER_SETS} || name == parent.name)`;

/** The policy that keeps routes and listeners of other namespaces from egress gateways. */
export function routesGuard({ exempt, gateways, attached }: RoutesPolicy): Guard {
  return {
    background: true,
    matchConstraints: { resourceRules: written([...ROUTE_RESOURCES, ...LISTENER_RESOURCES]) },
    matchConditions: [notExempt(exempt), CHANGES_A_SPEC],
    variables: [
      { name: 'gateways', expression: celOf(gateways) },
      { name: 'declared', expression: listFor(attached(), 'request.namespace') },
      { name: 'parents', expression: PARENTS },
    ],
    validations: [
      {
        expression: `request.namespace in variables.gateways || (object.kind + " " + object.metadata.name) in variables.declared
  || !variables.parents.exists(parent, ${ATTACHES})`,
        message:
          'the object attaches to an egress gateway from another namespace, where its rules can lead past the decision: ask the owner of the gateway for the destination, or declare the object in the app of the gateway; who deploys it must be exempt in EgressGovernance',
      },
    ],
  };
}
