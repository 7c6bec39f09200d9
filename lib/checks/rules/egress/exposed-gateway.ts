import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { valueAt } from '../../../core/path';
import { type Catalogue, type EgressGraph, type Gateway, namespaceOf, type ObjectOf } from '../../graph';
import { parametersOf } from '../../graph/ambient';
import { KGATEWAY_CONTROLLER } from '../../graph/controllers';
import { gatewayPodsOf } from '../../graph/gateway-pods';
import { selectsPod } from '../../graph/network/matching';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** An egress gateway whose Service is not of type ClusterIP: an open proxy that clients outside the cluster can reach. */
export const exposedGateway: Rule = {
  id: 'egress/exposed-gateway',
  severity: 'error',
  summary: 'the Service of the egress gateway is reachable from outside the cluster',
  check({ graph }) {
    const { egressGateways, catalogue } = graph;
    const exposed = [...egressGateways].flatMap((gateway) => exposure(gateway, catalogue) ?? []);
    return oncePer([...exposed, ...otherServices(graph)], ({ object }) => object);
  },
};

/** Services of the user that select the pods of a gateway, and have an address outside the cluster. */
function otherServices(graph: EgressGraph): Objection[] {
  if (graph.egressGateways.size === 0) return [];
  const gateways = gatewayPodsOf(graph).filter(({ exit }) => exit.gateway);
  return graph.catalogue.ofKind('Service').flatMap((object): Objection[] => {
    const { type = 'ClusterIP', selector, externalIPs = [] } = object.spec ?? {};
    if (!selector || (!OUTSIDE.includes(type) && externalIPs.length === 0)) return [];
    const own = gateways.find(({ pod }) => pod.namespace === namespaceOf(object) && selectsPod({ matchLabels: selector }, pod));
    if (!own) return [];
    const isByType = OUTSIDE.includes(type);
    const got = `${isByType ? type : externalIPs.join(', ')}, for the pods of Gateway ${own.exit.namespace}/${own.exit.name}`;
    const path = ['spec', isByType ? 'type' : 'externalIPs'];
    return [{ object, path, got, allowed: 'ClusterIP without externalIPs', fix: 'remove the Service, or make it a ClusterIP' }];
  });
}

const OUTSIDE: readonly string[] = ['NodePort', 'LoadBalancer'];

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
