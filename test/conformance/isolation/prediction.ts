import { EgressGraph } from '../../../lib/checks/graph';
import { accessOf, type ListenerGrant } from '../../../lib/checks/graph/listener-access';
import type { Peer, Pod } from '../../../lib/checks/graph/network-policies';
import type { Manifest } from '../../../lib/manifests/manifest';
import type { Bed, KubeObject } from '../bed';
import { CELLS, type Cell, HOSTS, nameOf, podOf, type Table, type Target } from './cells';

/** The port of a captured pod at which ztunnel takes connections of the mesh. */
const HBONE = 15008;

/** What the evaluation of the checks predicts for the cells, if these are the objects of the cluster. */
export function predict(bed: Bed, objects: readonly KubeObject[]): Table {
  const cluster = { bed, graph: new EgressGraph(objects as unknown as Manifest[]) };
  return Object.fromEntries(CELLS.map((cell) => [nameOf(cell), isOpen(cell, cluster) ? 'open' : 'closed']));
}

interface Cluster {
  readonly bed: Bed;
  readonly graph: EgressGraph;
}

function isOpen({ caller, target }: Cell, cluster: Cluster): boolean {
  const [namespace = ''] = caller.split('/');
  const from = { namespace, labels: { app: 'curl-client' } };
  if (target.kind === 'address') return reaches(cluster, from, target);
  const part = target.kind === 'pod' ? target.pod : 'gateway';
  const port = target.kind === 'pod' ? target.port : target.listener;
  const to = podAt(cluster.bed, part);
  if (part === 'controller') return cluster.graph.networkPolicies.permit({ from, to, port }) === true;
  const isAdmitted =
    cluster.graph.networkPolicies.permit({ from, to, port: HBONE }) === true && admits(cluster, to, caller, port);
  return isAdmitted && answers(target);
}

/** Envoy's admin port listens on loopback, and a listener answers only for its own hosts. */
function answers(target: Target): boolean {
  if (target.kind !== 'request') return target.kind !== 'pod' || target.port !== 19000;
  return HOSTS.some(({ host, listener }) => host === target.host && listener === target.listener);
}

function reaches({ graph }: Cluster, from: Pod, { address, port, protocol }: Extract<Target, { kind: 'address' }>) {
  const to: Peer = { address };
  return graph.networkPolicies.permit({ from, to, port, ...(protocol && { protocol }) }) === true;
}

function podAt(bed: Bed, part: 'gateway' | 'server' | 'controller'): Pod {
  const { object, namespace } = podOf(bed, part);
  return { namespace, labels: object.metadata.labels ?? {} };
}

/** Whether ztunnel admits a caller. */
function admits({ graph }: Cluster, pod: Pod, caller: string, port: number): boolean {
  const { isLimited, grants } = accessOf(pod, port, graph);
  const names = ({ callers }: ListenerGrant) =>
    callers === 'anyone' || callers.some(({ text }) => text === `service account ${caller}`);
  return !isLimited || grants.some(names);
}
