import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { type ApprovalPolicy, approvalSpec, DESTINATION_RESOURCES, decisionSpec, POLICY_RESOURCES } from './admission';
import { type IdentitiesPolicy, identitiesSpec } from './identities-policy';
import { ISOLATION_RESOURCES, type IsolationPolicy, isolationSpec } from './isolation-policy';
import { NAME_RESOURCES, type NamesPolicy, namesSpec } from './names-policy';
import { POD_RESOURCES, podsSpec } from './pods-policy';
import type { Resources } from './policy-parts';

/** Everything that the policies need to know. */
export type Governed = ApprovalPolicy & IdentitiesPolicy & IsolationPolicy & NamesPolicy;

/** One policy of the construct. */
interface GovernancePolicy {
  /** The id of its construct. */
  readonly id: string;
  /** The end of its name. */
  readonly suffix: string;
  /** Whether there is anything that it protects. */
  readonly applies: (governed: Governed) => boolean;
  readonly spec: (governed: Governed) => ValidatingPolicySpec;
  /** What Kyverno reads in the background to report existing objects. */
  readonly reads: readonly Resources[];
}

const hasGateways = ({ gateways }: Governed) => Object.keys(gateways).length > 0;
const hasNamespaces = ({ namespaces }: Governed) => namespaces.length > 0;

/** The policies, in their order in the output. */
export const GOVERNANCE_POLICIES: readonly GovernancePolicy[] = [
  { id: 'Resource', suffix: 'approval', applies: () => true, spec: approvalSpec, reads: DESTINATION_RESOURCES },
  {
    id: 'Decision',
    suffix: 'decision',
    applies: hasGateways,
    spec: ({ gateways, mode }) => decisionSpec(Object.keys(gateways), mode),
    reads: POLICY_RESOURCES,
  },
  { id: 'Pods', suffix: 'pods', applies: hasNamespaces, spec: podsSpec, reads: POD_RESOURCES },
  {
    id: 'Identities',
    suffix: 'identities',
    applies: (governed) => hasGateways(governed) || governed.restricted.length > 0,
    spec: identitiesSpec,
    reads: [],
  },
  { id: 'Isolation', suffix: 'isolation', applies: hasNamespaces, spec: isolationSpec, reads: ISOLATION_RESOURCES },
  { id: 'Names', suffix: 'names', applies: hasGateways, spec: namesSpec, reads: NAME_RESOURCES },
];

/** The rules of a role that reads resources, one for each API group. */
export function readingRules(resources: readonly Resources[]) {
  const groups = new Map<string, Set<string>>();
  for (const { apiGroups, resources: named } of resources)
    for (const group of apiGroups) groups.set(group, new Set([...(groups.get(group) ?? []), ...named]));
  return [...groups].map(([group, named]) => ({ apiGroups: [group], resources: [...named], verbs: ['get', 'list', 'watch'] }));
}
