import { listAt } from '../core/group-by';
import type { Manifest } from '../manifests/manifest';
import { EgressGraph } from './graph';
import { type CheckOptions, checkObject, findingOf, isNamed, type ManifestFinding } from './object/check-object';
import { RULES } from './rules';

export type { CheckOptions, ManifestFinding, Severities } from './object/check-object';

/** What checking manifests came to. */
export interface CheckResult {
  /** Object by object as they were given; for each what the API server refuses, then Istio, then the rules. */
  readonly findings: readonly ManifestFinding[];
  /** How many objects were looked at. */
  readonly objects: number;
  /** How many of them are of kinds or versions that no pinned schema describes: only some rules look at those. */
  readonly unknown: number;
}

/** Checks the manifests of a cluster, read together: each object alone, then what they make of each other. */
export function checkManifests(objects: readonly Manifest[], options: CheckOptions): CheckResult {
  const alone = objects.map((object) => checkObject(object, options));
  const sound = objects.filter((_, index) => alone[index]?.sound);
  const unreadable = objects.filter((object, index) => !alone[index]?.sound && isNamed(object));
  const graph = new EgressGraph(sound, { unreadable, ...(options.external && { external: options.external }) });
  const together = checkTogether(graph, options);
  const findings = alone.flatMap((one, index) => {
    const more = together.get(objects[index] as Manifest);
    return more ? [...one.findings, ...more] : one.findings;
  });
  return { findings, objects: objects.length, unknown: alone.filter(({ unknown }) => unknown).length };
}

/** What the rules over the graph say, by object. */
function checkTogether(graph: EgressGraph, options: CheckOptions): Map<Manifest, ManifestFinding[]> {
  const findings = new Map<Manifest, ManifestFinding[]>();
  for (const { id, severity, summary, check } of RULES) {
    if (options.severities?.[id] === 'off') continue;
    for (const { object, ...objection } of check({ graph, ...options })) {
      const of = listAt(findings, object);
      of.push(...findingOf(object, { ...objection, rule: id, severity, message: summary }, options));
    }
  }
  return findings;
}
