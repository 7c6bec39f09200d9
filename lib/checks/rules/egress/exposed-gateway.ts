import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { valueAt } from '../../../core/path';
import type { Catalogue, Gateway, ObjectOf } from '../../graph';
import { parametersOf } from '../../graph/ambient';
import { KGATEWAY_CONTROLLER } from '../../graph/controllers';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** An egress gateway whose Service is not of type ClusterIP: an open proxy that clients outside the cluster can reach. */
export const exposedGateway: Rule = {
  id: 'egress/exposed-gateway',
  severity: 'error',
  summary: 'the Service of the egress gateway is reachable from outside the cluster',
  check({ graph: { egressGateways, catalogue } }) {
    const exposed = [...egressGateways].flatMap((gateway) => exposure(gateway, catalogue) ?? []);
    return oncePer(exposed, ({ object }) => object);
  },
};

type Parameters = ObjectOf<'gateway.kgateway.dev/GatewayParameters'>;
const PARAMETERS = KIND.GatewayParameters;
const ALLOWED = 'ClusterIP; without a type, kgateway creates a LoadBalancer';

function exposure(gateway: Gateway, catalogue: Catalogue): Objection | undefined {
  const own = parametersOf(gateway, catalogue);
  if (own === 'elsewhere') return missingParameters(gateway, catalogue);
  if (own && !own.spec.kube) return undefined;
  const type = (own && serviceType(own)) ?? classServiceType(gateway, catalogue);
  if (type === 'ClusterIP' || type === 'unknown') return undefined;
  if (own) {
    const fix = 'set spec.kube.service.type: ClusterIP';
    return { object: own, path: ['spec', 'kube', 'service', 'type'], got: type, allowed: ALLOWED, fix };
  }
  return {
    object: gateway.object,
    path: ['spec', 'infrastructure', 'parametersRef'],
    got: `no GatewayParameters, so a ${type}`,
    allowed: ALLOWED,
    fix: 'set parametersRef to GatewayParameters with spec.kube.service.type: ClusterIP',
  };
}

/** Reports parameters that are not among the manifests, unless another repository has them. */
function missingParameters({ object, namespace }: Gateway, catalogue: Catalogue): Objection | undefined {
  const ref = object.spec.infrastructure?.parametersRef;
  if (ref?.kind !== 'GatewayParameters' || catalogue.isElsewhere(PARAMETERS, namespace, ref.name)) return undefined;
  return {
    object,
    path: ['spec', 'infrastructure', 'parametersRef', 'name'],
    got: `GatewayParameters ${namespace}/${ref.name}, which are not among the manifests`,
    allowed: 'GatewayParameters among the manifests that set spec.kube.service.type: ClusterIP',
    fix: orExternal('add the GatewayParameters', `GatewayParameters ${namespace}/${ref.name}`, 'has them'),
  };
}

const CLASS = KIND.GatewayClass;

/** The type that the GatewayClass specifies, or kgateway's default. `unknown` for other classes that are not in the manifests. */
function classServiceType({ object }: Gateway, catalogue: Catalogue): string {
  const name = object.spec.gatewayClassName;
  const own = catalogue.find(CLASS, '', name);
  if (!own) return name === 'kgateway' && !catalogue.isElsewhere(CLASS, '', name) ? 'LoadBalancer' : 'unknown';
  if (valueAt(own, ['spec', 'controllerName']) !== KGATEWAY_CONTROLLER) return 'unknown';
  const ref = valueAt(own, ['spec', 'parametersRef']);
  if (!ref) return 'LoadBalancer';
  const parameters = catalogue.find(PARAMETERS, String(valueAt(ref, ['namespace'])), String(valueAt(ref, ['name'])));
  return parameters ? (serviceType(parameters) ?? 'LoadBalancer') : 'unknown';
}

function serviceType({ spec: { kube } }: Parameters): string | undefined {
  const overlaid = valueAt(kube?.serviceOverlay, ['spec', 'type']);
  return typeof overlaid === 'string' ? overlaid : kube?.service?.type;
}
