import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { listAt } from '../../core/group-by';

type MatchConstraints = NonNullable<ValidatingPolicySpec['matchConstraints']>;
type ResourceRule = NonNullable<MatchConstraints['resourceRules']>[number];

/** The versions in which background scans read the kinds of an API group, or each of its kinds. */
const VERSIONS: Readonly<Record<string, string | Readonly<Record<string, readonly string[]>>>> = {
  '': 'v1',
  apps: 'v1',
  batch: 'v1',
  'networking.k8s.io': 'v1',
  'networking.istio.io': 'v1',
  'gateway.kgateway.dev': 'v1alpha1',
  'gateway.networking.k8s.io': {
    httproutes: ['v1'],
    grpcroutes: ['v1'],
    // Before Gateway API 1.5, only as an experiment.
    tlsroutes: ['v1', 'v1alpha2'],
    tcproutes: ['v1', 'v1alpha2'],
    udproutes: ['v1alpha2'],
    listenersets: ['v1'],
  },
  'gateway.networking.x-k8s.io': 'v1alpha1',
  'policy.networking.k8s.io': { adminnetworkpolicies: ['v1alpha1'], clusternetworkpolicies: ['v1alpha2'] },
  'projectcalico.org': 'v3',
  'crd.projectcalico.org': 'v1',
  'cilium.io': 'v2',
};

/**
 * Constraints by which a background scan finds the objects too. Kyverno 1.19 does not resolve `apiVersions: ['*']` there
 * (`GetKinds` of pkg/admissionpolicy/validate.go), and would report nothing. At admission, the rules for all versions hold. The API server
 * permits no other version beside `*`, so that the versions are in rules of their own.
 */
export function scanned({ resourceRules = [], ...rest }: MatchConstraints): MatchConstraints {
  return { ...rest, resourceRules: [...resourceRules, ...resourceRules.flatMap(inVersions)] };
}

/** A rule with the versions of its kinds. Parts of objects, such as their status, are not scanned. */
function inVersions({ apiGroups = [], resources = [], ...rest }: ResourceRule): ResourceRule[] {
  return apiGroups.flatMap((group) => {
    const byVersion = new Map<string, string[]>();
    for (const resource of resources.filter((one) => !one.includes('/'))) {
      for (const version of versionsOf(group, resource)) listAt(byVersion, version).push(resource);
    }
    return [...byVersion].map(([version, some]) => ({ ...rest, apiGroups: [group], apiVersions: [version], resources: some }));
  });
}

function versionsOf(group: string, resource: string): readonly string[] {
  const known = VERSIONS[group];
  return typeof known === 'string' ? [known] : (known?.[resource] ?? []);
}
