import { type ApprovalPolicy, approvalGuard, DESTINATION_RESOURCES, decisionGuard, POLICY_RESOURCES } from './admission';
import { type ApproversPolicy, approversGuard } from './approvers-policy';
import { contentGuard } from './content-policy';
import { DENIED_RESOURCES, type DeniedPolicy, deniedGuard } from './denied-policy';
import { type DeployersPolicy, deployersGuard } from './deployers-policy';
import { LISTENER_RESOURCES, ROUTE_RESOURCES } from './destination-kinds';
import { endpointsGuard } from './endpoints-policy';
import { type ExceptionsPolicy, exceptionsGuard } from './exceptions-policy';
import { hostnamesGuard } from './hostnames-policy';
import { type IdentitiesPolicy, identitiesGuard } from './identities-policy';
import { ISOLATION_RESOURCES, type IsolationPolicy, isolationGuard } from './isolation-policy';
import { NAME_RESOURCES, type NamesPolicy, namesGuard } from './names-policy';
import { POD_RESOURCES, type PodsPolicy, podsGuard } from './pods-policy';
import type { GovernancePolicyName, Guard, Resources } from './policy-parts';
import { type RoutesPolicy, routesGuard } from './routes-policy';
import { type TargetsPolicy, targetsGuard } from './targets-policy';

/** Everything that the policies need to know. */
export type Governed = ApprovalPolicy &
  ApproversPolicy &
  DeniedPolicy &
  DeployersPolicy &
  ExceptionsPolicy &
  IdentitiesPolicy &
  IsolationPolicy &
  NamesPolicy &
  PodsPolicy &
  RoutesPolicy &
  TargetsPolicy;

/** One policy of the construct. */
interface GovernancePolicy {
  /** The id of its construct. */
  readonly id: string;
  /** The end of its name. */
  readonly suffix: GovernancePolicyName;
  /** Whether there is anything that it protects. */
  readonly applies: (governed: Governed) => boolean;
  readonly guard: (governed: Governed) => Guard;
  /** What Kyverno reads in the background to report existing objects. */
  readonly reads: readonly Resources[];
}

const hasGateways = ({ gateways }: Governed) => Object.keys(gateways).length > 0;
const hasDeployers = ({ exempt: { users = [], groups = [] } }: Governed) => users.length + groups.length > 0;
const hasNamespaces = ({ namespaces }: Governed) => namespaces.length > 0;

/** The policies, in their order in the output. */
export const GOVERNANCE_POLICIES: readonly GovernancePolicy[] = [
  { id: 'Resource', suffix: 'approval', applies: () => true, guard: approvalGuard, reads: DESTINATION_RESOURCES },
  { id: 'Endpoints', suffix: 'endpoints', applies: () => true, guard: endpointsGuard, reads: [] },
  { id: 'Hostnames', suffix: 'hostnames', applies: () => true, guard: hostnamesGuard, reads: ROUTE_RESOURCES },
  {
    id: 'Content',
    suffix: 'content',
    applies: () => true,
    guard: contentGuard,
    reads: [...DESTINATION_RESOURCES, ...POLICY_RESOURCES, ...ROUTE_RESOURCES],
  },
  {
    id: 'Approvers',
    suffix: 'approvers',
    applies: ({ approvers }) => approvers !== undefined,
    guard: approversGuard,
    reads: [],
  },
  { id: 'Decision', suffix: 'decision', applies: hasGateways, guard: decisionGuard, reads: POLICY_RESOURCES },
  {
    id: 'Deployers',
    suffix: 'deployers',
    applies: (governed) => hasGateways(governed) && hasDeployers(governed),
    guard: deployersGuard,
    reads: [],
  },
  {
    id: 'Routes',
    suffix: 'routes',
    applies: hasGateways,
    guard: routesGuard,
    reads: [...ROUTE_RESOURCES, ...LISTENER_RESOURCES],
  },
  { id: 'Targets', suffix: 'targets', applies: hasGateways, guard: targetsGuard, reads: [] },
  { id: 'Pods', suffix: 'pods', applies: hasNamespaces, guard: podsGuard, reads: POD_RESOURCES },
  {
    id: 'Identities',
    suffix: 'identities',
    applies: (governed) => hasGateways(governed) || governed.restricted.length > 0,
    guard: identitiesGuard,
    reads: [],
  },
  { id: 'Isolation', suffix: 'isolation', applies: hasNamespaces, guard: isolationGuard, reads: ISOLATION_RESOURCES },
  { id: 'Names', suffix: 'names', applies: hasGateways, guard: namesGuard, reads: NAME_RESOURCES },
  { id: 'Denied', suffix: 'denied', applies: ({ denied }) => denied.length > 0, guard: deniedGuard, reads: DENIED_RESOURCES },
  { id: 'Exceptions', suffix: 'exceptions', applies: () => true, guard: exceptionsGuard, reads: [] },
];
