import { objectName } from '../../../core/format-finding';
import { listAt, oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { type Path, showPath } from '../../../core/path';
import type { Platform } from '../../../core/platform';
import { type Manifest, shortKind } from '../../../manifests/manifest';
import { type EgressGraph, POLICY_KINDS, type PolicyKind, type PolicyTarget } from '../../graph';
import { filterUses } from '../../graph/filter-uses';
import type { Rule } from '../base/rule';

/** Two policies of one kind set a field for one target. Of policies that target it, the older one applies, but manifests contain no creation times. */
export const policyShadowed: Rule = {
  id: 'egress/policy-shadowed',
  severity: 'error',
  summary: 'another policy sets the same field for the same target, and only one of them applies',
  *check({ graph, platform }) {
    const losses = [...lossesOfTargets(graph, platform), ...lossesOfFilters(graph, platform)];
    for (const { policy, path, at, winner } of oncePer(losses, (loss) => loss.policy)) {
      yield {
        object: policy,
        path,
        got: `set for ${at}, as in ${objectName(winner)}`,
        allowed: 'only one policy that sets it',
        fix: 'merge the two policies, or give them different targets',
      };
    }
  },
};

/** A policy in a place, with those before it. */
interface Placed {
  readonly policy: Manifest;
  /** What it applies to, for people. */
  readonly at: string;
}

function* lossesOfTargets(graph: EgressGraph, platform: Platform) {
  for (const kind of POLICY_KINDS) {
    for (const targets of graph.policies.shared(kind)) {
      const [{ kind: targetKind, namespace, name }] = targets as [PolicyTarget];
      if (!graph.isEgress(targetKind, namespace, name)) continue;
      yield* losses(
        targets.map((target) => ({ policy: target.policy, at: targetName(target) })),
        kind,
        platform,
      );
    }
  }
}

/** Of the ExtensionRef filters of one rule or of one backend, the first that sets a field wins. */
function* lossesOfFilters(graph: EgressGraph, platform: Platform) {
  const places = new Map<object, Placed[]>();
  for (const { filter, rule, backend } of filterUses(graph)) {
    if (!filter.policy) continue;
    const at = `${showPath((backend ?? rule).path)} of ${objectName(rule.route.object)}`;
    listAt(places, backend ?? rule).push({ policy: filter.policy, at });
  }
  for (const placed of places.values()) if (placed.length > 1) yield* losses(placed, KIND.TrafficPolicy, platform);
}

/** The fields that a policy sets although an earlier policy sets them for the same target and section. */
function* losses(placed: readonly Placed[], kind: PolicyKind, platform: Platform) {
  const first = new Map<string, Manifest>();
  for (const { policy, at } of placed) {
    for (const [field, path] of fieldsOf(policy, kind, platform)) {
      const key = `${at} ${field}`;
      const winner = first.get(key);
      if (!winner) first.set(key, policy);
      else if (winner !== policy) yield { policy, path, at, winner };
    }
  }
}

/** The units that take precedence separately, and their paths: the whole policy, or each of its fields. */
function fieldsOf(policy: Manifest, kind: PolicyKind, { capabilities }: Platform): (readonly [field: string, path: Path])[] {
  const whole = kind === KIND.BackendTLSPolicy || (kind === KIND.BackendConfigPolicy && !capabilities.backendConfigByField);
  if (whole) return [['', ['spec']]];
  const fields = Object.keys(policy.spec as object).filter((field) => field !== 'targetRefs' && field !== 'targetSelectors');
  return fields.map((field) => [field, ['spec', field]]);
}

function targetName({ kind, name, sectionName }: PolicyTarget): string {
  const whole = `${shortKind(kind)} ${name}`;
  return sectionName === undefined ? whole : `section ${sectionName} of ${whole}`;
}
