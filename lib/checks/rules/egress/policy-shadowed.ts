import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import type { Platform } from '../../../core/platform';
import { shortKind } from '../../../manifests/manifest';
import { type EgressGraph, POLICY_KINDS, type PolicyKind, type PolicyTarget } from '../../graph';
import type { Rule } from '../base/rule';

/** Two policies of one kind set a field for one target. The older one applies, but manifests contain no creation times. */
export const policyShadowed: Rule = {
  id: 'egress/policy-shadowed',
  severity: 'error',
  summary: 'another policy sets the same field for the same target, and only the oldest policy applies',
  *check({ graph, platform }) {
    for (const { target, path, winner } of oncePer(allLosses(graph, platform), (loss) => loss.target.policy)) {
      yield {
        object: target.policy,
        path,
        got: `set for ${targetName(target)}, as in ${objectName(winner)}`,
        allowed: 'only one policy that sets it',
        fix: 'merge the two policies, or give them different targets',
      };
    }
  },
};

function* allLosses(graph: EgressGraph, platform: Platform) {
  for (const kind of POLICY_KINDS) {
    for (const targets of graph.policies.shared(kind)) {
      const [{ kind: targetKind, namespace, name }] = targets as [PolicyTarget];
      if (graph.isEgress(targetKind, namespace, name)) yield* losses(targets, kind, platform);
    }
  }
}

/** The fields that a policy sets although an earlier policy sets them for the same section of the target. */
function* losses(targets: readonly PolicyTarget[], kind: PolicyKind, platform: Platform) {
  const first = new Map<string, PolicyTarget['policy']>();
  for (const target of targets) {
    for (const [field, path] of fieldsOf(target, kind, platform)) {
      const key = `${target.sectionName ?? ''} ${field}`;
      const winner = first.get(key);
      if (!winner) first.set(key, target.policy);
      else if (winner !== target.policy) yield { target, path, winner };
    }
  }
}

/** The units that take precedence separately, and their paths: the whole policy, or each of its fields. */
function fieldsOf(
  { policy }: PolicyTarget,
  kind: PolicyKind,
  { capabilities }: Platform,
): (readonly [field: string, path: Path])[] {
  const whole = kind === KIND.BackendTLSPolicy || (kind === KIND.BackendConfigPolicy && !capabilities.backendConfigByField);
  if (whole) return [['', ['spec']]];
  const fields = Object.keys(policy.spec).filter((field) => field !== 'targetRefs' && field !== 'targetSelectors');
  return fields.map((field) => [field, ['spec', field]]);
}

function targetName({ kind, name, sectionName }: PolicyTarget): string {
  const whole = `${shortKind(kind)} ${name}`;
  return sectionName === undefined ? whole : `section ${sectionName} of ${whole}`;
}
