/**
 * The order in which objects must reach the cluster: first namespaces and admission policies with their permissions, then the
 * TLS policy of a host, the host, and its route. Until the TLS policy exists, kgateway sends plaintext to port 443.
 */
const WAVES: Readonly<Record<string, number>> = {
  Namespace: -3,
  ClusterRole: -3,
  ClusterPolicy: -3,
  ValidatingPolicy: -3,
  ValidatingAdmissionPolicy: -3,
  ValidatingAdmissionPolicyBinding: -3,
  BackendConfigPolicy: -2,
  BackendTLSPolicy: -2,
  ListenerPolicy: -2,
  HTTPListenerPolicy: -2,
  TrafficPolicy: -2,
  Backend: -1,
  ServiceEntry: -1,
};

/** The annotation with the wave. Objects without it are in wave 0. */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/**
 * The annotation by which Argo CD applies a kind in this order, and prunes in reverse order. Kinds of the last wave need none.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function syncWave(kind: string): Readonly<Record<string, string>> {
  return ANNOTATIONS.get(kind) ?? NONE;
}

const ANNOTATIONS = new Map(Object.entries(WAVES).map(([kind, wave]) => [kind, { [SYNC_WAVE]: String(wave) }]));
const NONE = {};

/** The part of a file for a kind: 0 for namespaces, 1 for admission policies, 2 for everything else. */
export function filePart(kind: string): number {
  if (kind === 'Namespace') return 0;
  return WAVES[kind] === -3 ? 1 : 2;
}
