import { POLICY_KINDS, type PolicyKind, type PolicyTarget } from '../graph';
import { objectName } from '../manifests/manifest';
import type { Platform } from '../platform';
import type { Rule } from './rule';

/** Two policies of one kind for one thing: of what both set, that of the older counts, and manifests don't show their age. */
export const policyShadowed: Rule = {
  id: 'egress/policy-shadowed',
  severity: 'error',
  summary: 'another policy sets the same for the same target, and only the oldest counts',
  *check({ graph, platform }) {
    for (const kind of POLICY_KINDS) {
      const first = new Map<string, PolicyTarget>();
      const told = new Set<object>();
      for (const target of graph.policies.targets(kind)) {
        if (!graph.isEgress(target.kind, target.namespace, target.name)) continue;
        for (const [field, path] of fieldsOf(target, kind, platform)) {
          const key = `${target.kind} ${target.namespace}/${target.name} ${target.sectionName ?? ''} ${field}`;
          const other = first.get(key);
          if (!other) first.set(key, target);
          if (!other || other.policy === target.policy || told.has(target.policy)) continue;
          told.add(target.policy);
          yield {
            object: target.policy,
            path,
            got: `${place(target)}, as in ${objectName(other.policy)}`,
            allowed: 'one policy that sets it',
            fix: 'put both into one policy, or give them different targets',
          };
        }
      }
    }
  },
};

/** What is won or lost as one, and where it stands: the whole policy, or each of its fields. */
function fieldsOf(
  { policy }: PolicyTarget,
  kind: PolicyKind,
  { versions }: Platform,
): (readonly [field: string, path: string])[] {
  const whole =
    kind === 'gateway.networking.k8s.io/BackendTLSPolicy' ||
    (kind === 'gateway.kgateway.dev/BackendConfigPolicy' && versions.kgateway !== '2.4');
  if (whole) return [['', 'spec']];
  const fields = Object.keys(policy.spec).filter((field) => field !== 'targetRefs' && field !== 'targetSelectors');
  return fields.map((field) => [field, `spec.${field}`]);
}

function place({ kind, name, sectionName }: PolicyTarget): string {
  const whole = `${kind.slice(kind.indexOf('/') + 1)} ${name}`;
  return sectionName === undefined ? whole : `${sectionName} of ${whole}`;
}
