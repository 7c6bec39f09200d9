import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';
import type { ObjectOf } from './kinds';

/** A rule of a ClusterPolicy that validates ServiceEntries, WorkloadEntries or Backends. */
export interface DestinationRule {
  readonly object: ObjectOf<'kyverno.io/ClusterPolicy'>;
  /** `spec.rules[0]`. */
  readonly path: Path;
  /** The blocks of its `match` that list such kinds, with their paths. */
  readonly blocks: readonly { readonly path: Path; readonly names: readonly string[] }[];
  readonly validate: Readonly<Record<string, unknown>>;
}

const KINDS = /(^|\/)(ServiceEntry|WorkloadEntry|Backend)$/;

interface ResourceFilter {
  readonly resources?: { readonly kinds?: readonly string[]; readonly names?: readonly string[]; readonly name?: string };
}

/** The rules of all ClusterPolicies that validate destinations. */
export function destinationRulesOf(catalogue: Catalogue): DestinationRule[] {
  return catalogue.ofKind(KIND.ClusterPolicy).flatMap((object) =>
    (object.spec.rules ?? []).flatMap(({ match, validate }, index) => {
      const path = ['spec', 'rules', index];
      const { any = [], all = [], ...flat } = (match ?? {}) as ResourceFilter & Record<'any' | 'all', readonly ResourceFilter[]>;
      const filters = [
        ...any.map((filter, i) => ({ filter, path: [...path, 'match', 'any', i, 'resources'] })),
        ...all.map((filter, i) => ({ filter, path: [...path, 'match', 'all', i, 'resources'] })),
        { filter: flat as ResourceFilter, path: [...path, 'match', 'resources'] },
      ];
      const blocks = filters.flatMap(({ filter: { resources }, path: at }) => {
        if (!resources?.kinds?.some((kind) => KINDS.test(kind))) return [];
        return [{ path: at, names: [...(resources.names ?? []), ...(resources.name ? [resources.name] : [])] }];
      });
      return validate && blocks.length > 0 ? [{ object, path, blocks, validate: validate as Record<string, unknown> }] : [];
    }),
  );
}

/** The part of an admission policy that selects destinations. */
export interface DestinationMatch {
  readonly object: Manifest;
  /** The path of the names. */
  readonly path: Path;
  /** The names that it selects; all if the list is empty. */
  readonly names: readonly string[];
}

/** The matches of destinations in ClusterPolicies, in Kyverno's ValidatingPolicies and in ValidatingAdmissionPolicies. */
export function destinationMatchesOf(catalogue: Catalogue): DestinationMatch[] {
  const inRules = destinationRulesOf(catalogue).flatMap(({ object, blocks }) =>
    blocks.map(({ path, names }) => ({ object, path: [...path, 'names'], names })),
  );
  return [...inRules, ...CONSTRAINING.flatMap((kind) => catalogue.ofKind(kind).flatMap(constraintsOf))];
}

const CONSTRAINING = [KIND.ValidatingPolicy, 'admissionregistration.k8s.io/ValidatingAdmissionPolicy'];
const RESOURCES: ReadonlySet<string> = new Set(['serviceentries', 'workloadentries', 'backends']);

interface Constraints {
  readonly resourceRules?: readonly { readonly resources?: readonly string[]; readonly resourceNames?: readonly string[] }[];
}

function constraintsOf(object: Manifest): DestinationMatch[] {
  const { matchConstraints } = (object.spec ?? {}) as { readonly matchConstraints?: Constraints };
  return (matchConstraints?.resourceRules ?? []).flatMap(({ resources = [], resourceNames = [] }, index) => {
    if (!resources.some((resource) => RESOURCES.has(resource))) return [];
    return [{ object, path: ['spec', 'matchConstraints', 'resourceRules', index, 'resourceNames'], names: resourceNames }];
  });
}
