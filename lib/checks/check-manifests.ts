import type { Finding } from '../core/finding';
import { listAt } from '../core/group-by';
import type { Manifest } from '../manifests/manifest';
import { EgressGraph } from './graph';
import { type CheckOptions, checkObject, findingsOf, isNamed, type ObjectFinding } from './object/check-object';
import { RULES } from './rules';

export type { CheckOptions, Severities } from './object/check-object';

/** The result of checking manifests. */
export interface CheckResult {
  /** Object by object as they were given; for each object the API server's findings, then Istio's, then those of the rules. */
  readonly findings: readonly Finding[];
  /** How many objects were checked. */
  readonly objects: number;
  /** How many of them have a kind or version without a pinned schema: only some rules look at those. */
  readonly unknown: number;
}

/** Manifests, checked one by one and read together. */
export interface Loaded extends Omit<CheckResult, 'objects'> {
  readonly objects: readonly Manifest[];
  /** How the objects relate to each other: routes, destinations, policies. */
  readonly graph: EgressGraph;
}

/** Checks the manifests of a cluster: each object alone, then all of them together. */
export function checkManifests(objects: readonly Manifest[], options: CheckOptions): CheckResult {
  const { findings, unknown } = load(objects, options);
  return { findings, objects: objects.length, unknown };
}

/** Reads the manifests of a cluster together and checks them. */
export function load(objects: readonly Manifest[], options: CheckOptions): Loaded {
  const alone = objects.map((object) => checkObject(object, options));
  const sound = objects.filter((_, index) => alone[index]?.sound);
  const unreadable = objects.filter((object, index) => !alone[index]?.sound && isNamed(object));
  const graph = new EgressGraph(sound, { unreadable, ...(options.external && { external: options.external }) });
  const together = checkTogether(graph, options);
  const findings = alone.flatMap((one, index) => {
    const more = together.get(objects[index] as Manifest);
    return more ? [...one.findings, ...more] : one.findings;
  });
  return { objects, graph, findings, unknown: alone.filter(({ unknown }) => unknown).length };
}

/** The findings of the rules over the graph, by object. */
function checkTogether(graph: EgressGraph, options: CheckOptions): Map<Manifest, ObjectFinding[]> {
  const findings = new Map<Manifest, ObjectFinding[]>();
  for (const { id, severity, summary, check } of RULES) {
    if (options.severities?.[id] === 'off') continue;
    for (const { object, ...mismatch } of check({ graph, ...options })) {
      const problem = { ...mismatch, rule: id, severity, message: summary };
      listAt(findings, object).push(...findingsOf(object, problem, options));
    }
  }
  return findings;
}
