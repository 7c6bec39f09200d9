import { oncePer } from '../../../../core/group-by';
import { KIND } from '../../../../core/kinds';
import type { Manifest } from '../../../../manifests/manifest';
import { type Catalogue, namespaceOf } from '../../../graph';
import { foreignGateways } from '../../../graph/foreign';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Ways out of other controllers than kgateway: their egress gateways, routes in the mesh, and waypoints of ServiceEntries. */
export function* otherControllersNotJudged(context: RuleContext): Iterable<Objection> {
  const { graph } = context;
  const gateways = foreignGateways(graph);
  for (const { object } of new Set([...gateways, ...waypoints(context)])) {
    yield {
      object,
      path: ['spec', 'gatewayClassName'],
      got: `class ${object.spec.gatewayClassName}, which kgateway does not run`,
      allowed: 'a Gateway of kgateway; by what rules other controllers let requests out, and whether they use TLS, is not judged',
      fix: `review the gateway, and waive this finding with the result; if kgateway runs the class, specify --gateway-class ${object.spec.gatewayClassName}`,
    };
  }
  for (const { object, meshRef } of graph.foreignRoutes) {
    if (!meshRef) continue;
    yield {
      object,
      path: meshRef,
      got: 'a route in the mesh, which Istio applies',
      allowed: 'a route on a Gateway of kgateway; what Istio does with the requests is not judged',
      fix: 'review the route, and waive this finding with the result',
    };
  }
  yield* absentWaypoints(graph);
  yield* unknownBackends(graph);
}

/** ServiceEntries whose calls a waypoint takes that is not among the objects: the first one of each waypoint. */
function* absentWaypoints({ destinations, catalogue }: RuleContext['graph']): Iterable<Objection> {
  const entries = destinations.filter(({ kind, side }) => kind === 'ServiceEntry' && side === 'outside');
  const used = entries.flatMap(({ object }) => {
    const { namespace, name } = waypointOf(object, catalogue);
    const isThere = name === undefined || name === 'none' || catalogue.find(KIND.Gateway, namespace, name) !== undefined;
    return isThere ? [] : [{ object, waypoint: `${namespace}/${name}` }];
  });
  for (const { object, waypoint } of oncePer(used, (one) => one.waypoint)) {
    yield {
      object,
      path: ['metadata', 'name'],
      got: `a destination of waypoint ${waypoint}, which is not among the manifests`,
      allowed: 'a route on a Gateway of kgateway; what a waypoint lets out is not judged',
      fix: 'review the waypoint, and waive this finding with the result',
    };
  }
}

/** The waypoint that the labels of a ServiceEntry, or else those of its namespace, name. */
function waypointOf(object: Manifest, catalogue: Catalogue) {
  const home = namespaceOf(object);
  const labels = { ...catalogue.namespaceLabels(home), ...object.metadata.labels };
  return { namespace: labels[WAYPOINT_NAMESPACE] ?? home, name: labels[USE_WAYPOINT] };
}

/** Backends of the kinds of other controllers, such as those of Envoy Gateway and agentgateway, which can name any host. */
function* unknownBackends({ routes }: RuleContext['graph']): Iterable<Objection> {
  for (const { object, foreign, rules } of routes) {
    if (foreign.length === 0) continue;
    const unknown = rules.flatMap(({ backends }) => backends.filter(({ kind }) => !INSIDE_OR_READ.test(kind)))[0];
    if (!unknown) continue;
    yield {
      object,
      path: unknown.path,
      got: `a backend of kind ${unknown.kind}`,
      allowed: 'a Service or another kind whose addresses are read; where other kinds lead is not judged',
      fix: 'review where the backend leads, and waive this finding with the result',
    };
  }
}

/** The kinds that lead to pods of the mesh, or whose side the graph knows. */
const INSIDE_OR_READ =
  /^(Service|networking\.istio\.io\/.*|gateway\.kgateway\.dev\/.*|gateway\.networking\.k8s\.io\/.*|.*\/(ServiceImport|InferencePool))$/;

const USE_WAYPOINT = 'istio.io/use-waypoint';
const WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** The Gateways that ServiceEntries use as waypoints, by their own labels or by those of their namespace. */
function waypoints({ graph: { catalogue, gateways } }: RuleContext) {
  const others = gateways.filter(({ isKgateway }) => !isKgateway);
  if (others.length === 0) return [];
  const used = new Set<string>();
  for (const object of catalogue.ofKind(KIND.ServiceEntry)) {
    const { namespace, name } = waypointOf(object, catalogue);
    used.add(`${namespace}/${name}`);
  }
  return others.filter(({ namespace, name }) => used.has(`${namespace}/${name}`));
}
