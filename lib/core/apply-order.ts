/**
 * The order in which objects must reach the cluster: first namespaces and admission policies with their permissions, then who may
 * call the gateway and the TLS policy of a host, the host, and its route. Until an AuthorizationPolicy exists, everybody may call.
 * Until the TLS policy exists, kgateway sends plaintext to port 443.
 */
const WAVES: Readonly<Record<string, number>> = {
  Namespace: -3,
  ClusterRole: -3,
  ClusterPolicy: -3,
  ValidatingPolicy: -3,
  PolicyException: -3,
  ValidatingAdmissionPolicy: -3,
  ValidatingAdmissionPolicyBinding: -3,
  AuthorizationPolicy: -2,
  PeerAuthentication: -2,
  NetworkPolicy: -2,
  ClusterNetworkPolicy: -2,
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

/** Kinds that others are created in, or are instances of. */
const BASES: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition']);

/**
 * Kinds that must exist before the first pod starts: what it may do, what it may call, and who may call it. Without its service
 * account, a pod is not created. Without a policy, it may call everything until the policy arrives.
 */
const BEFORE_PODS: ReadonlySet<string> = new Set([
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRoleBinding',
  'ResourceQuota',
  'LimitRange',
  'PriorityClass',
  'NetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'AuthorizationPolicy',
  'PeerAuthentication',
]);

/** The part of a file for a kind: 0 for namespaces and CustomResourceDefinitions, 1 for admission policies, 2 for everything else. */
export function filePart(kind: string): number {
  if (BASES.has(kind)) return 0;
  return WAVES[kind] === -3 ? 1 : 2;
}

/** Whether a kind must exist before the first pod: permissions, quotas and network policies. They begin the last part of a file. */
export function precedesPods(kind: string): boolean {
  return BEFORE_PODS.has(kind);
}
