import { EgressGraph } from '../../../lib/checks/graph';
import { accessOf, type ListenerGrant, policiesOf } from '../../../lib/checks/graph/listener-access';
import type { Direction, Flow, Pod } from '../../../lib/checks/graph/network-policies';
import type { Manifest } from '../../../lib/manifests/manifest';
import type { KubeObject } from '../bed/objects';
import { CELLS, type Cell, type Family, HOSTS, nameOf, type Table, type Target } from './cells';
import { CALLER_LABELS, type Places } from './places';

/** The port of a captured pod at which ztunnel takes connections of the mesh. */
const HBONE = 15008;
/** The ports of ztunnel in a pod. It carries no connection to them. */
const OF_ZTUNNEL = [15001, 15006, HBONE];

/** What closes a cell: objects, or the programs themselves. The cell opens when nothing of it is left. */
export interface Closer {
  readonly text: string;
  /** `kind namespace/name`. Without any, nobody can open the cell by taking an object away. */
  readonly objects: readonly string[];
}

/** What the evaluation of the checks needs. */
export interface Cluster {
  readonly objects: readonly KubeObject[];
  readonly places: Places;
  /** @default 4 */
  readonly family?: Family;
}

interface Evaluation {
  readonly graph: EgressGraph;
  readonly places: Places;
  readonly family: Family;
}

/** What the evaluation of the checks predicts for the cells. */
export function predict(cluster: Cluster): Table {
  return Object.fromEntries([...closers(cluster)].map(([cell, found]) => [cell, found.length === 0 ? 'open' : 'closed']));
}

/** What closes each cell, by its name: nothing if it is open. */
export function closers({ objects, places, family = 4 }: Cluster): ReadonlyMap<string, readonly Closer[]> {
  const evaluation = { graph: new EgressGraph(objects as unknown as Manifest[]), places, family };
  return new Map(CELLS.map((cell) => [nameOf(cell), closersOf(cell, evaluation)]));
}

export const idOf = ({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

function closersOf({ caller, target }: Cell, evaluation: Evaluation): Closer[] {
  const [namespace = ''] = caller.split('/');
  const from = { namespace, labels: CALLER_LABELS };
  if (target.kind === 'address') {
    const { addresses, port, protocol } = target;
    const flow = { from, to: { address: addresses[evaluation.family] }, port, ...(protocol && { protocol }) };
    return byNetworkPolicies('Egress', flow, from, evaluation);
  }
  const place = evaluation.places[target.kind === 'pod' ? target.pod : 'gateway'];
  const port = target.kind === 'pod' ? target.port : target.listener;
  const flow = { from, to: place, port: place.captured ? HBONE : port };
  return [
    ...byNetworkPolicies('Egress', flow, from, evaluation),
    ...byNetworkPolicies('Ingress', flow, place, evaluation),
    ...(place.captured ? byAuthorizationPolicies(place, caller, port, evaluation) : []),
    ...byPrograms(target, place.captured),
  ];
}

/** The NetworkPolicies at one end, if they deny the connection. */
function byNetworkPolicies(direction: Direction, flow: Flow, pod: Pod, { graph: { networkPolicies } }: Evaluation): Closer[] {
  if (networkPolicies.decide(direction, flow).every(({ permitted }) => permitted)) return [];
  return [closer('NetworkPolicy', networkPolicies.isolating(direction, pod), direction.toLowerCase())];
}

/** The AuthorizationPolicies of a pod, if they allow others only. */
function byAuthorizationPolicies(pod: Pod, caller: string, port: number, { graph }: Evaluation): Closer[] {
  const { isLimited, grants } = accessOf(pod, port, graph);
  const names = ({ callers }: ListenerGrant) =>
    callers === 'anyone' || callers.some(({ text }) => text === `service account ${caller}`);
  if (!isLimited || grants.some(names)) return [];
  const objects = policiesOf(pod, graph).map(({ object }) => object);
  return [closer('AuthorizationPolicy', objects, 'stand-in')];
}

/** What no object opens: Envoy's admin port listens on loopback, and a listener answers only for its own hosts. */
function byPrograms(target: Target, captured: boolean): Closer[] {
  if (target.kind === 'request') {
    const isServed = HOSTS.some(({ host, listener }) => host === target.host && listener === target.listener);
    return isServed ? [] : [{ text: 'the request policy: the host is not one of the listener', objects: [] }];
  }
  if (target.kind !== 'pod') return [];
  if (captured && OF_ZTUNNEL.includes(target.port))
    return [{ text: 'ztunnel, which carries nothing to its own ports', objects: [] }];
  const isLocal = target.pod === 'gateway' && target.port === 19000;
  return isLocal ? [{ text: 'Envoy, whose admin interface listens on loopback only', objects: [] }] : [];
}

/** NetworkPolicies and AuthorizationPolicies close together what none of them permits. */
function closer(kind: 'NetworkPolicy' | 'AuthorizationPolicy', objects: readonly Manifest[], how: string): Closer {
  const names = objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return { text: `${kind} ${names.join(' and ')} (${how})`, objects: objects.map(idOf) };
}
