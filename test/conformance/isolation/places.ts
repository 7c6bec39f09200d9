import type { Labels } from '../../../lib/core/label-selector';
import type { Bed } from '../bed';
import type { Pod } from '../bed/pods';
import { PEER_PORT, type PodName } from './cells';

/** What the evaluation needs to know about a pod. */
export interface Place {
  readonly namespace: string;
  readonly labels: Labels;
  /** Whether ztunnel carries its connections. */
  readonly captured: boolean;
}

/** The pods that the cells call. */
export type Places = Readonly<Record<PodName, Place>>;

const MESH = 'istio.io/dataplane-mode';

/** The labels of the callers. */
export const CALLER_LABELS: Labels = { app: 'curl-client' };

/** Pods that each caller may try to reach, besides those of the app. */
const PEERS = {
  'team-a': { namespace: 'team-a', labels: { app: 'peer' }, captured: true },
  'team-b': { namespace: 'team-b', labels: { app: 'peer' }, captured: true },
  elsewhere: { namespace: 'elsewhere', labels: { app: 'peer' }, captured: false },
  mesh: { namespace: 'elsewhere', labels: { app: 'peer', [MESH]: 'ambient' }, captured: true },
} as const;

/** The pods as the reference app and kgateway make them. */
export const PLACES: Places = {
  ...PEERS,
  gateway: {
    namespace: 'egress-system',
    labels: { 'gateway.networking.k8s.io/gateway-name': 'egress-kgateway' },
    captured: true,
  },
  server: { namespace: 'egress-system', labels: { 'app.kubernetes.io/name': 'kyverno-authz-server' }, captured: true },
  controller: { namespace: 'kgateway-system', labels: { 'app.kubernetes.io/name': 'kgateway' }, captured: false },
};

/** Starts the pods that the table adds to the app. They listen on one port. */
export async function startPeers(bed: Bed): Promise<void> {
  for (const [name, { namespace, labels }] of Object.entries(PEERS)) {
    const peer = await bed.client({ namespace, name: `peer-${name}`, labels });
    await peer.listen({ addresses: [peer.pod.ip], ports: [PEER_PORT] });
  }
}

/** A pod of the bed, by its name in the table. */
export function podOf(bed: Bed, name: PodName): Pod {
  const { namespace } = PLACES[name];
  const prefixes: Partial<Record<PodName, string>> = {
    gateway: 'egress-kgateway',
    server: 'kyverno-authz-server',
    controller: 'kgateway',
  };
  const prefix = prefixes[name] ?? `peer-${name}`;
  const found = bed.pods.all.find((one) => one.namespace === namespace && one.name.startsWith(prefix));
  if (!found) throw new Error(`no pod of ${namespace}/${prefix} runs`);
  return found;
}

/** The pods as they run on the bed. */
export function placesOf(bed: Bed): Places {
  const entries = Object.keys(PLACES).map((name) => {
    const { namespace, object, captured } = podOf(bed, name as PodName);
    return [name, { namespace, labels: object.metadata.labels ?? {}, captured }] as const;
  });
  return Object.fromEntries(entries) as unknown as Places;
}
