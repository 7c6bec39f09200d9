import { execFileSync } from 'node:child_process';
import type { NetworkPolicyObject } from '../../network-policies/random-cluster';
import { type Bed, waitFor } from '../bed';

let rounds = 0;

/** Permits everything that is permitted without it. */
const LAST = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] };

/**
 * Does something while kube-router enforces NetworkPolicies, and deletes them.
 *
 * kube-router receives the changes of policies in their order, and writes all rules at once. So all policies are in force when its
 * rules name the last one.
 */
export async function enforcing<T>(bed: Bed, policies: readonly NetworkPolicyObject[], work: () => Promise<T>): Promise<T> {
  const { api } = bed.cluster;
  rounds += 1;
  // The ipsets of kube-router have names made of those of policies, and the ones of earlier policies may still exist.
  const named = policies.map(({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, name: `${metadata.name}-${rounds}` },
  }));
  const last = {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: LAST },
    metadata: { name: `last-of-${rounds}`, namespace: 'kube-system' },
  };
  try {
    await Promise.all(named.map((policy) => api.put(policy)));
    await api.put(last);
    await waitFor('kube-router to enforce the policies', async () => rules().includes(`nw policy ${last.metadata.name}"`), {
      explain: () => bed.settled().then(() => '', String),
    });
    return await work();
  } finally {
    await Promise.all([...named, last].map((policy) => api.delete(policy)));
  }
}

/** @throws Error if kube-router deletes an ipset meanwhile */
function rules(): string {
  return execFileSync('iptables-save', ['--table', 'filter'], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: 'pipe' });
}
