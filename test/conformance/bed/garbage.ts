import type { ApiClient } from './api-client';

/** The kinds that kgateway creates for a Gateway. */
const OWNED: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'ServiceAccount'],
];

/** Deletes the objects that kgateway created for deleted Gateways, as the garbage collector of a real cluster does. */
export async function collectGarbage(api: ApiClient): Promise<void> {
  const deployments = await api.list('apps/v1', 'Deployment');
  const owned = deployments.filter((one) => one.metadata.ownerReferences?.some(({ kind }) => kind === 'Gateway'));
  if (owned.length === 0) return;
  const gateways = new Set((await api.list('gateway.networking.k8s.io/v1', 'Gateway')).map(({ metadata }) => metadata.uid));
  for (const { metadata } of owned) {
    if (metadata.ownerReferences?.some(({ uid }) => gateways.has(uid))) continue;
    for (const [apiVersion, kind] of OWNED) await api.delete({ apiVersion, kind, metadata });
  }
}

/** The kinds that Kyverno makes of a ValidatingPolicy. */
const ADMISSION = ['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'];

/** Deletes what Kyverno made of ValidatingPolicies that are deleted. */
export async function collectAdmissionPolicies(api: ApiClient): Promise<void> {
  const alive = await api.list('policies.kyverno.io/v1', 'ValidatingPolicy');
  const policies = new Set(alive.map(({ metadata }) => metadata.uid));
  for (const kind of ADMISSION) {
    const all = await api.list('admissionregistration.k8s.io/v1', kind);
    const owned = all.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.kind === 'ValidatingPolicy'));
    for (const one of owned) {
      if (!one.metadata.ownerReferences?.some(({ uid }) => policies.has(uid))) await api.delete(one);
    }
  }
}
