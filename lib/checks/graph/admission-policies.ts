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
  /** These kinds, without group and version. */
  readonly kinds: readonly string[];
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
      const kinds = new Set<string>();
      const blocks = filters.flatMap(({ filter: { resources }, path: at }) => {
        if (!resources?.kinds?.some((kind) => KINDS.test(kind))) return [];
        for (const kind of resources.kinds) if (KINDS.test(kind)) kinds.add(kind.slice(kind.lastIndexOf('/') + 1));
        return [{ path: at, names: [...(resources.names ?? []), ...(resources.name ? [resources.name] : [])] }];
      });
      if (!validate || blocks.length === 0) return [];
      return [{ object, path, blocks, kinds: [...kinds], validate: validate as Record<string, unknown> }];
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

/** The kind of the API server's own policies. */
export const ADMISSION_POLICY = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy';
const CONSTRAINING = [KIND.ValidatingPolicy, ADMISSION_POLICY];
const RESOURCES: ReadonlySet<string> = new Set(['serviceentries', 'workloadentries', 'backends']);

interface Constraints {
  readonly resourceRules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
}

function constraintsOf(object: Manifest): DestinationMatch[] {
  const { matchConstraints } = (object.spec ?? {}) as { readonly matchConstraints?: Constraints };
  return (matchConstraints?.resourceRules ?? []).flatMap(({ resources = [], resourceNames = [] }, index) => {
    if (!resources.some((resource) => RESOURCES.has(resource))) return [];
    return [{ object, path: ['spec', 'matchConstraints', 'resourceRules', index, 'resourceNames'], names: resourceNames }];
  });
}

/**
 * The names of the ValidatingPolicies that guard the egress path: those over destinations or over what configures a gateway, and the
 * others of the same `EgressGovernance`, which are about pods, for example.
 */
export function admissionPoliciesOf(catalogue: Catalogue): ReadonlySet<string> {
  const policies = catalogue.ofKind(KIND.ValidatingPolicy);
  const guarding = policies
    .filter(({ spec }) => resourcesOf(spec as AdmissionSpec).some(isOfEgress))
    .map(({ metadata }) => metadata.name);
  const prefixes = guarding.flatMap((name) => (name.endsWith(APPROVAL) ? [`${name.slice(0, -APPROVAL.length)}-`] : []));
  const beside = policies
    .map(({ metadata }) => metadata.name)
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return new Set([...guarding, ...beside]);
}

/** The end of the name of the policy for approvals. */
const APPROVAL = '-approval';

const isOfEgress = (resource: string) => RESOURCES.has(resource) || resource === 'trafficpolicies';

/** An admission policy over destinations, or over the authorization of gateways. */
export interface Enforcement {
  readonly object: Manifest;
  /** The field that keeps it from rejecting objects. */
  readonly path: Path;
  readonly got: unknown;
  /** The plural names of the resources that it judges. */
  readonly resources: readonly string[];
  /** Whether it rejects objects, and does not only report them. */
  readonly rejects: boolean;
}

/** The admission policies over destinations and over TrafficPolicies that disable authorization. */
export function enforcementsOf(catalogue: Catalogue): Enforcement[] {
  return [
    ...catalogue.ofKind(KIND.ValidatingPolicy).flatMap(ofValidatingPolicy),
    ...destinationRulesOf(catalogue).map(ofClusterPolicy),
    ...ofBindings(catalogue),
  ];
}

interface AdmissionSpec {
  readonly matchConstraints?: Constraints;
  readonly matchConditions?: readonly { readonly expression?: unknown }[];
  readonly validations?: readonly { readonly expression?: unknown }[];
  readonly validationActions?: readonly unknown[];
  readonly evaluation?: { readonly admission?: { readonly enabled?: unknown } };
}

/** Whether a policy leaves out what certain users write, or what has no annotations: it does not judge every destination. */
const isPartial = ({ matchConditions = [] }: AdmissionSpec) =>
  matchConditions.some(({ expression }) => /request[.]userInfo|object[.]metadata[.]annotations/.test(String(expression)));

/** The resources of the egress path that a policy judges. Policies over TrafficPolicies count if they are about authorization. */
function judgedBy(spec: AdmissionSpec): string[] {
  const { validations = [] } = spec;
  if (isPartial(spec)) return [];
  const isAboutDecisions = () => validations.some(({ expression }) => String(expression).includes('extAuth'));
  return resourcesOf(spec).filter(
    (resource) => RESOURCES.has(resource) || (resource === 'trafficpolicies' && isAboutDecisions()),
  );
}

/** The resources that a policy selects. */
function resourcesOf({ matchConstraints }: AdmissionSpec): string[] {
  return (matchConstraints?.resourceRules ?? []).flatMap(({ apiGroups = [], resources = [] }) =>
    resources.includes('*') ? apiGroups.flatMap((group) => IN_GROUP[group] ?? []) : resources,
  );
}

/** The destinations of each group, for policies over all of its resources. */
const IN_GROUP: Readonly<Record<string, readonly string[]>> = {
  'networking.istio.io': ['serviceentries', 'workloadentries'],
  'gateway.kgateway.dev': ['backends'],
};

const rejectsBy = (actions: readonly unknown[] | undefined) => !actions || actions.length === 0 || actions.includes('Deny');

function ofValidatingPolicy(object: Manifest): Enforcement[] {
  const spec = (object.spec ?? {}) as AdmissionSpec;
  const resources = judgedBy(spec);
  if (resources.length === 0) return [];
  if (spec.evaluation?.admission?.enabled === false) {
    return [{ object, path: ['spec', 'evaluation', 'admission', 'enabled'], got: false, resources, rejects: false }];
  }
  const got = spec.validationActions;
  return [{ object, path: ['spec', 'validationActions'], got, resources, rejects: rejectsBy(got) }];
}

const PLURALS: Readonly<Record<string, string>> = {
  ServiceEntry: 'serviceentries',
  WorkloadEntry: 'workloadentries',
  Backend: 'backends',
};

function ofClusterPolicy({ object, path, kinds, validate }: DestinationRule): Enforcement {
  const { failureAction, failureActionOverrides = [] } = validate as {
    failureAction?: unknown;
    failureActionOverrides?: readonly { readonly action?: unknown }[];
  };
  const got = failureAction ?? object.spec.validationFailureAction;
  const rejects = [got, ...failureActionOverrides.map(({ action }) => action)].some((action) =>
    /^enforce$/i.test(String(action)),
  );
  const resources = kinds.map((kind) => PLURALS[kind] ?? kind);
  if (object.spec.admission === false) return { object, path: ['spec', 'admission'], got: false, resources, rejects: false };
  return { object, path: [...path, 'validate', 'failureAction'], got, resources, rejects };
}

/** A ValidatingAdmissionPolicy does what its bindings say. Without a binding among the objects, it is not known. */
function ofBindings(catalogue: Catalogue): Enforcement[] {
  const policies = new Map(
    catalogue.ofKind(ADMISSION_POLICY).map(({ metadata, spec }) => [metadata.name, judgedBy((spec ?? {}) as AdmissionSpec)]),
  );
  return catalogue.ofKind(`${ADMISSION_POLICY}Binding`).flatMap((object) => {
    const spec = (object.spec ?? {}) as { readonly policyName?: string; readonly validationActions?: readonly unknown[] };
    const resources = policies.get(spec.policyName ?? '') ?? [];
    const got = spec.validationActions;
    return resources.length === 0
      ? []
      : [{ object, path: ['spec', 'validationActions'], got, resources, rejects: rejectsBy(got) }];
  });
}
