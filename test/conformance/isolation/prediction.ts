import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import { Catalogue } from '../../../lib/checks/graph/catalogue';
import { NetworkPolicies, type Peer, type Pod } from '../../../lib/checks/graph/network-policies';
import { allowedCallers } from '../../../lib/checks/graph/ztunnel-grants';
import { selects } from '../../../lib/core/label-selector';
import type { Manifest } from '../../../lib/manifests/manifest';
import type { Bed, KubeObject } from '../bed';
import { CELLS, type Cell, HOSTS, nameOf, podOf, type Table, type Target } from './cells';

/** The port of a captured pod at which ztunnel takes connections of the mesh. */
const HBONE = 15008;

/** What the evaluation of the checks predicts for the cells, if these are the objects of the cluster. */
export function predict(bed: Bed, objects: readonly KubeObject[]): Table {
  const policies = new NetworkPolicies(new Catalogue(objects as unknown as Manifest[], {}));
  const cluster = { bed, objects, policies };
  return Object.fromEntries(CELLS.map((cell) => [nameOf(cell), isOpen(cell, cluster) ? 'open' : 'closed']));
}

interface Cluster {
  readonly bed: Bed;
  readonly objects: readonly KubeObject[];
  readonly policies: NetworkPolicies;
}

function isOpen({ caller, target }: Cell, cluster: Cluster): boolean {
  const [namespace = ''] = caller.split('/');
  const from = { namespace, labels: { app: 'curl-client' } };
  if (target.kind === 'address') return reaches(cluster, from, target);
  const part = target.kind === 'pod' ? target.pod : 'gateway';
  const port = target.kind === 'pod' ? target.port : target.listener;
  const to = podAt(cluster.bed, part);
  if (part === 'controller') return cluster.policies.permit({ from, to, port }) === true;
  const isAdmitted = cluster.policies.permit({ from, to, port: HBONE }) === true && admits(cluster, to, caller, port);
  return isAdmitted && answers(target);
}

/** Envoy's admin port listens on loopback, and a listener answers only for its own hosts. */
function answers(target: Target): boolean {
  if (target.kind !== 'request') return target.kind !== 'pod' || target.port !== 19000;
  return HOSTS.some(({ host, listener }) => host === target.host && listener === target.listener);
}

function reaches({ policies }: Cluster, from: Pod, { address, port, protocol }: Extract<Target, { kind: 'address' }>) {
  const to: Peer = { address };
  return policies.permit({ from, to, port, ...(protocol && { protocol }) }) === true;
}

function podAt(bed: Bed, part: 'gateway' | 'server' | 'controller'): Pod {
  const { object, namespace } = podOf(bed, part);
  return { namespace, labels: object.metadata.labels ?? {} };
}

/** Whether ztunnel admits a caller: an ALLOW policy must, if there is any. */
function admits({ objects }: Cluster, pod: Pod, caller: string, port: number): boolean {
  const allowing = objects.filter(
    ({ kind, metadata, spec }) =>
      kind === 'AuthorizationPolicy' &&
      metadata.namespace === pod.namespace &&
      selects((spec as AuthorizationPolicySpec).selector ?? {}, pod.labels),
  );
  const callers = allowing.flatMap(({ spec, metadata }) =>
    ((spec as AuthorizationPolicySpec).rules ?? []).map((rule) => allowedCallers(rule, [], port, metadata.namespace ?? '')),
  );
  const isNamed = callers.some((one) => one === 'anyone' || one.some(({ text }) => text === `service account ${caller}`));
  return allowing.length === 0 || isNamed;
}
