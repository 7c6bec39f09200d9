import { readGraph } from '../checks/check-manifests';
import type { EgressGraph } from '../checks/graph';
import { allGatewayPods, type GatewayPods } from '../checks/graph/gateway-pods';
import { memoizePerObject } from '../core/memo';
import { Platform } from '../core/platform';
import type { Manifest } from '../manifests/manifest';
import { leaveWithoutGateway, passNetworkPolicies } from './client/network';
import { sendingOf } from './client/sent-request';
import { wayOf } from './client/way';
import { ANY_ADDRESS, passZtunnel } from './client/ztunnel';
import type { SentRequest } from './envoy/accept';
import { authorize } from './gateway/authorize';
import { passFilters } from './gateway/filters';
import { passJwt } from './gateway/jwt';
import { type Received, receive } from './gateway/listener';
import { passRbac } from './gateway/rbac';
import { type Selected, selectRoute } from './gateway/select-route';
import { passPreflight, passTrafficPolicies } from './gateway/traffic-policies';
import { forward } from './gateway/upstream';
import type { Layer, SimulatedRequest, Simulation } from './trace/simulation';
import { Ended, Trace } from './trace/trace';

/** Manifests, such as those that `Manifests` reads. */
export type GivenManifests = readonly Manifest[] | { readonly all: readonly Manifest[] };

/**
 * What happens with a request of a pod, according to the manifests of a cluster: who would refuse it, and why, or what the
 * destination would receive. Nothing is sent.
 *
 * @throws UnreadableRequest for a URL that is none
 */
export function simulate(manifests: GivenManifests, request: SimulatedRequest): Simulation {
  const graph = graphOf('all' in manifests ? manifests.all : manifests);
  const trace = new Trace();
  try {
    return run(request, graph, trace);
  } catch (error) {
    if (error instanceof Ended) return error.result;
    throw error;
  }
}

/** Suites ask many questions about the same manifests. */
const graphOf = memoizePerObject((objects: readonly Manifest[]): EgressGraph => {
  return readGraph(objects, { platform: Platform.for({}), now: new Date() }).graph;
});

function run(given: SimulatedRequest, graph: EgressGraph, trace: Trace): never {
  const { caller } = given;
  const { request, isTls, ...connection } = sendingOf(given);
  const way = wayOf(connection, caller, allGatewayPods(graph), graph, trace);
  if (way.kind === 'elsewhere') return leaveWithoutGateway(caller, way.host, way.port, graph, trace);
  const { pods, port } = way;
  passNetworkPolicies(caller, pods, port, graph, trace);
  passZtunnel(caller, pods, port, graph, trace);
  if (isTls)
    return trace.unknown(
      'listener',
      'the application speaks TLS itself, of which the gateway sees the server name at most: not simulated',
    );
  return atGateway(request, { ...given, time: given.time ?? new Date() }, { pods, port }, graph, trace);
}

interface Reached {
  readonly pods: GatewayPods;
  readonly port: number;
}

function atGateway(
  sent: SentRequest,
  { caller, time }: SimulatedRequest & { readonly time: Date },
  { pods, port }: Reached,
  graph: EgressGraph,
  trace: Trace,
): never {
  const { gateway } = pods.exit;
  if (!gateway) return trace.unknown('listener', `Gateway ${pods.exit.namespace}/${pods.exit.name} is not among the manifests`);
  const received = receive(sent, gateway, port, graph, trace);
  const { replies } = received;
  const first = choose('route', received, received.request, graph, trace);
  passPreflight(first, received.request, graph, trace);
  const asked = { address: caller.address ?? ANY_ADDRESS, port, time, replies };
  const { request, isRouteCleared } = authorize(first, asked, received.request, graph, trace);
  const decided = isRouteCleared ? choose('decided route', received, request, graph, trace) : first;
  const identified = passJwt(decided, { request, time, replies }, graph, trace);
  const chosen = identified.isRouteCleared ? choose('decided route', received, identified.request, graph, trace) : decided;
  passRbac(chosen, { ...identified, replies }, graph, trace);
  const limited = passTrafficPolicies(chosen, identified.request, graph, trace);
  const filtered = passFilters(chosen, limited, replies, graph, trace);
  return forward(chosen, filtered, replies, graph, trace);
}

type Choosing = Extract<Layer, 'route' | 'decided route'>;

/** The rule for a request. @throws Ended if there is none */
function choose(
  layer: Choosing,
  { listeners, replies }: Received,
  request: Received['request'],
  graph: EgressGraph,
  trace: Trace,
): Selected {
  const selected = selectRoute(request, listeners, graph);
  const { object } = listeners[0] as (typeof listeners)[number];
  if (selected === 'none') {
    const reply = replies({ status: 404, body: '', details: 'route_not_found', flags: 'NR' }, request);
    return trace.deny(layer, `no route of the listener accepts the request for ${request.authority}`, { object }, reply);
  }
  if ('unread' in selected) return trace.unknown(layer, `not simulated: ${selected.unread}`, { object: selected.route.object });
  const { route, path, name } = selected.rule;
  trace.pass(layer, `chosen${name === undefined ? '' : `: rule ${name}`}`, { object: route.object, path });
  return selected;
}
