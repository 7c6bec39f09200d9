/**
 * The order in which objects must reach the cluster (architecture decision 8): namespaces and admission (with the rights
 * that it needs) before all, the TLS policy of a host before the host, the host before its route. Until its TLS policy
 * stands, kgateway talks plaintext to port 443.
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

/** The annotation that holds the wave; none is wave 0. */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/**
 * The annotation by which Argo CD keeps that order, and goes backwards when it prunes; kinds of the last wave need none.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function syncWave(kind: string): Readonly<Record<string, string>> {
  return ANNOTATIONS.get(kind) ?? NONE;
}

const ANNOTATIONS = new Map(Object.entries(WAVES).map(([kind, wave]) => [kind, { [SYNC_WAVE]: String(wave) }]));
const NONE = {};

/** The part of a file that a kind stands in: namespaces, then admission, then everything else. */
export function filePart(kind: string): number {
  if (kind === 'Namespace') return 0;
  return WAVES[kind] === -3 ? 1 : 2;
}
