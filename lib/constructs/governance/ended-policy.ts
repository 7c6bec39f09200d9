import type { DeletingPolicySpec } from '../../../imports/policies.kyverno.io/deleting-policy';
import type { ClusterRoleRule } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import type { ApprovalKeys } from '../../core/labels';
import { deletingRules } from './kyverno-role';
import { celOf } from './policy-parts';

/** The cleanup controller lists exactly these versions: it knows no wildcard, and skips what the cluster does not serve. */
const RESOURCES = {
  ServiceEntry: { group: 'networking.istio.io', version: 'v1', resource: 'serviceentries' },
  WorkloadEntry: { group: 'networking.istio.io', version: 'v1', resource: 'workloadentries' },
  Backend: { group: 'gateway.kgateway.dev', version: 'v1alpha1', resource: 'backends' },
  Service: { group: '', version: 'v1', resource: 'services' },
} as const;

/** A kind that names a destination, and has an approval of its own. Of Services, only those of type ExternalName do. */
export type EndedKind = keyof typeof RESOURCES;

/** The kinds that can be deleted after their approval. */
export const ENDED_KINDS = Object.keys(RESOURCES) as EndedKind[];

/** Which objects Kyverno deletes after their approval, and when. */
export interface DeleteEnded {
  /**
   * When Kyverno looks for them: a cron expression with five fields, in UTC. `DeletingPolicy.spec.schedule`.
   *
   * @default - every ten minutes
   */
  readonly schedule?: string;
  /** The kinds that are deleted. @default - all: `ServiceEntry`, `WorkloadEntry`, `Backend`, and `Service` of type ExternalName */
  readonly kinds?: readonly EndedKind[];
}

/** The settings of the policy that deletes. */
export interface EndedPolicy extends DeleteEnded {
  readonly keys: ApprovalKeys;
  /** The namespaces whose destinations need no approval. Nothing is deleted there. */
  readonly excludedNamespaces: readonly string[];
}

const DAYS = '(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])';
const LEAP_YEAR = '([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)';

/**
 * Exactly the instants that `timestamp()` reads: it fails for 30 February. If an expression fails for one object, the cleanup
 * controller tries the whole policy again ten times, and then no more until the policy changes.
 */
const INSTANT = `^([12][0-9]{3}-(${DAYS})|${LEAP_YEAR}-02-29)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`;

const EVERY_TEN_MINUTES = '*/10 * * * *';

const NAMES_A_DESTINATION = {
  name: 'names-a-destination',
  expression: 'object.kind != "Service" || object.spec.?type.orValue("") == "ExternalName"',
};

/** The policy that deletes destinations whose approval has ended or was withdrawn. Without a readable date, nothing is deleted. */
export function endedSpec({ keys, schedule = EVERY_TEN_MINUTES, kinds = ENDED_KINDS, ...rest }: EndedPolicy): DeletingPolicySpec {
  return {
    schedule,
    matchConstraints: { resourceRules: kinds.map(ruleOf) },
    variables: [
      { name: 'approved', expression: `object.metadata.?labels[?"${keys.approved}"].orValue("")` },
      { name: 'until', expression: `object.metadata.?annotations[?"${keys.until}"].orValue("")` },
    ],
    conditions: [
      NAMES_A_DESTINATION,
      ...outsideOf(rest.excludedNamespaces),
      {
        name: 'approval-has-ended',
        expression: `variables.approved == "withdrawn"
  || (variables.until.matches("${INSTANT}") && timestamp(variables.until) <= time.now())`,
      },
    ],
  };
}

/** What the cleanup controller must be allowed. Without these rules it deletes nothing, and says so only in its debug log. */
export function endedRules({ kinds = ENDED_KINDS }: DeleteEnded): ClusterRoleRule[] {
  return deletingRules(kinds.map(ruleOf));
}

function ruleOf(kind: EndedKind) {
  const { group, version, resource } = RESOURCES[kind];
  return { apiGroups: [group], apiVersions: [version], resources: [resource] };
}

function outsideOf(namespaces: readonly string[]) {
  if (namespaces.length === 0) return [];
  const expression = `!(object.metadata.namespace in ${celOf(namespaces)})`;
  return [{ name: 'not-in-an-excluded-namespace', expression }];
}
