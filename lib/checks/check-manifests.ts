import type { Finding } from '../core/finding';
import { listAt } from '../core/group-by';
import { showPath } from '../core/path';
import type { Manifest } from '../manifests/manifest';
import { EgressGraph } from './graph';
import type { Invariant } from './invariants/invariant';
import {
  type CheckOptions,
  checkObject,
  findingsOf,
  isNamed,
  type ObjectFinding,
  type ObjectResult,
} from './object/check-object';
import { RULES } from './rules';

export type { CheckOptions, Severities } from './object/check-object';

/** The result of checking manifests. */
export interface CheckResult {
  /**
   * In the order of the objects. For each object: findings of the API server's checks, then of Istio's, then of the rules and of
   * invariants. Findings about the file with the invariants have no object, and follow at the end.
   */
  readonly findings: readonly Finding[];
  /** The number of objects. */
  readonly objects: number;
  /** The number of objects whose kind or version has no pinned schema. Only some rules check these objects. */
  readonly unknown: number;
}

/** Checked manifests and their graph. */
export interface Loaded extends Omit<CheckResult, 'objects'> {
  readonly objects: readonly Manifest[];
  /** The relations between the objects: routes, destinations, policies. */
  readonly graph: EgressGraph;
}

/** Checks the manifests of a cluster: each object on its own, then all objects together. */
export function checkManifests(objects: readonly Manifest[], options: CheckOptions): CheckResult {
  return checkWithInvariants(objects, options, []);
}

/** The same, with the invariants of the company. */
export function checkWithInvariants(
  objects: readonly Manifest[],
  options: CheckOptions,
  invariants: readonly Invariant[],
): CheckResult {
  const { objects: read, findings, unknown } = load(objects, options, invariants);
  return { findings, objects: read.length, unknown };
}

/** Manifests, each checked alone, and their graph. */
export interface ReadManifests {
  readonly objects: readonly Manifest[];
  /** What each object is found to be on its own. */
  readonly alone: readonly ObjectResult[];
  readonly graph: EgressGraph;
}

/** Reads manifests without the rules. The graph is that of the objects with a valid structure. */
export function readGraph(given: readonly Manifest[], options: CheckOptions): ReadManifests {
  const objects = given.filter(isObject).map(withMetadata);
  const alone = objects.map((object) => checkObject(object, options));
  const sound = objects.filter((_, index) => alone[index]?.sound);
  const unreadable = objects.filter((object, index) => !alone[index]?.sound && isNamed(object));
  const { external = [], gatewayClasses = [], approvalKeys } = options;
  const graph = new EgressGraph(sound, { unreadable, external, gatewayClasses, ...(approvalKeys && { approvalKeys }) });
  return { objects, alone, graph };
}

/** Checks the manifests of a cluster and returns their graph too. */
export function load(given: readonly Manifest[], options: CheckOptions, invariants: readonly Invariant[] = []): Loaded {
  const { objects, alone, graph } = readGraph(given, options);
  const together = checkTogether(graph, options);
  const ofFile = invariants.length > 0 ? addInvariants(invariants, graph, options, together) : [];
  const findings = alone.flatMap((one, index) => {
    const more = together.get(objects[index] as Manifest);
    return more ? [...one.findings.filter((finding) => !isReplaced(finding, more)), ...more] : one.findings;
  });
  return { objects, graph, findings: [...findings, ...ofFile], unknown: alone.filter(({ unknown }) => unknown).length };
}

/** The rules whose findings replace a finding about the object alone at the same place, because they know what enforces it. */
const REPLACES: Readonly<Record<string, string>> = { 'ztunnel/deny-without-effect': 'istio/deny-of-all-tcp' };

function isReplaced({ rule, path }: ObjectFinding, more: readonly ObjectFinding[]): boolean {
  return more.some((other) => REPLACES[other.rule] === rule && showPath(other.path) === showPath(path));
}

/** A trailing `---` is an empty document, which parsers return as `null`. */
function isObject(given: Manifest | null | undefined): given is Manifest {
  return given !== null && given !== undefined;
}

/** All checks read the metadata, and the schema reports what it lacks. */
function withMetadata(object: Manifest): Manifest {
  const { metadata } = object as { metadata?: unknown };
  return metadata === null || metadata === undefined ? { ...object, metadata: {} as Manifest['metadata'] } : object;
}

/** The findings of all rules, by object. */
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

/** Adds what violates the invariants. Returns the findings about their file. */
function addInvariants(
  invariants: readonly Invariant[],
  graph: EgressGraph,
  options: CheckOptions,
  into: Map<Manifest, ObjectFinding[]>,
): readonly Finding[] {
  // Most runs have no invariants.
  const { checkInvariants } = require('./invariants/evaluate') as typeof import('./invariants/evaluate');
  const { ofObjects, ofFile } = checkInvariants(invariants, { graph, ...options });
  for (const [object, findings] of ofObjects) listAt(into, object).push(...findings);
  const severity = options.severities?.['invariant/unused'] ?? 'warning';
  return severity === 'off' ? [] : ofFile.map((finding) => ({ ...finding, severity }));
}
