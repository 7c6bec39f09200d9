import type { NamespaceReference } from '../../core/named-resource';
import type { EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { DeleteEnded } from './ended-policy';
import type { GovernanceEngine } from './engines';
import type { GovernanceException } from './exception';
import type { Exemption } from './exemption';
import type { GovernanceMode, GovernancePolicyName } from './policy-parts';

/** The properties of {@link EgressGovernance}. */
export interface EgressGovernanceProps extends EgressConstructProps {
  /** The prefix of the names of its policies: a DNS subdomain of at most 200 characters. `ValidatingPolicy.metadata.name`. */
  readonly name: string;
  /**
   * The gateways that the policies protect: their authorization, their pods and namespaces, and the names of their hosts.
   *
   * @default - none: the policies cover only destinations, and the namespaces of `clients`
   */
  readonly gateways?: readonly IEgressGateway[];
  /**
   * The namespaces whose pods leave only through the gateways, as `ClientNamespace`s or by name: their pods and network policies
   * are governed too. Namespaces of gateways are governed without being listed.
   *
   * @default - none
   */
  readonly clients?: readonly ClientReference[];
  /**
   * Who deploys the egress gateway and its network policies, such as the service account of Argo CD. They may change what configures
   * the gateway, write approvals, widen network policies, move a namespace out of the mesh, make pods and Services of gateways, and
   * claim names and addresses. As soon as somebody is named here, nobody else may write routes, policies and listeners in the
   * namespaces of gateways (`<name>-deployers`). These are always exempt: the groups `system:masters`, `kubeadm:cluster-admins` and
   * `system:serviceaccounts:kube-system`, `system:kube-controller-manager`, and the service account `kgateway` in `kgateway-system`.
   * Nobody is exempt from the rules for approvals and pods.
   *
   * @default - only those, and everybody whom RBAC permits may write in the namespaces of gateways
   */
  readonly exempt?: Exemption;
  /**
   * Who may give, change and remove approvals by hand: the label and the annotations, and what an approved object names. `exempt` may
   * too, because they apply what was reviewed. `{}` leaves approvals to those.
   *
   * @default - everybody who may write the object
   */
  readonly approvers?: Exemption;
  /**
   * The ranges of addresses that ServiceEntries (`addresses`) and Services (`externalIPs`) of a namespace may claim, such as
   * `{ 'virtual-machines': ['10.20.0.0/16'] }`. Such a claim takes the connections of the whole cluster to these addresses.
   *
   * @default - none: only the addresses that istiod assigns
   */
  readonly addressClaims?: Readonly<Record<string, readonly string[]>>;
  /**
   * Callers whose service accounts only certain users may use. Otherwise, whoever may create pods in a namespace may use each of its
   * service accounts, and call what it may call.
   *
   * @default - none
   */
  readonly restrictedCallers?: readonly RestrictedCaller[];
  /**
   * `enforce` rejects objects. `audit` accepts every object, and lists violations in policy reports: use it to see what an existing
   * cluster would reject. In both modes, the webhook of Kyverno rejects objects of kinds that it does not know yet: by default, it
   * reads the kinds of the cluster every 15 minutes. `ValidatingPolicy.spec.validationActions`.
   *
   * @default 'enforce'
   */
  readonly mode?: GovernanceMode;
  /**
   * Policies in another mode than `mode`, such as `{ names: { mode: 'audit', until: '2027-03-01' } }` for one that is new in an
   * existing cluster. Each policy is an object of its own, so that the audit of one weakens no other.
   *
   * @default - all policies are in `mode`
   */
  readonly stages?: Readonly<Partial<Record<GovernancePolicyName, GovernanceStage>>>;
  /**
   * What evaluates the policies.
   *
   * - `kyverno`: its ValidatingPolicies. They reject objects also while Kyverno is down. Those whose rules the API server can evaluate
   *   are passed on to it.
   * - `native`: ValidatingAdmissionPolicies. They need no webhook, so that nothing can be down, and see all namespaces. They have no
   *   clock, cannot look up other objects and have no hash: the rules that need one are missing, such as the end of an approval.
   * - `both`: the native policies fail closed, and Kyverno adds the other rules, as long as it runs. Recommended.
   *
   * @default 'kyverno'
   */
  readonly engine?: GovernanceEngine;
  /**
   * Namespaces whose destinations need no approval at admission. Everybody who can write to such a namespace can name any
   * destination: `egress/unapproved-host` still reports them. The namespaces of `gateways` cannot be excluded.
   *
   * @default - none
   */
  readonly excludedNamespaces?: readonly string[];
  /**
   * Lets Kyverno's cleanup controller delete destinations whose approval has ended, by the annotation `egress-until`, or that have the
   * label `egress-approved: withdrawn`. Without a readable date, nothing is deleted. `{}` stands for all kinds, every ten minutes. It
   * needs Kyverno, whatever the `engine`.
   *
   * @default - nothing is deleted: the gateway refuses the requests, and policy reports list the objects
   */
  readonly deleteEnded?: DeleteEnded;
  /**
   * Hosts that nobody may name, at most 10,000, such as `['pastebin.com']`. Each stands for itself and for all names below it. They are
   * refused in ServiceEntries, WorkloadEntries, Backends, Services of type ExternalName and routes, also with an approval.
   *
   * @default - only those of `approvals.deniedSuffixes` of the app
   */
  readonly deniedHosts?: readonly string[];
  /**
   * Objects that one policy does not judge until a date. Kyverno must read exceptions, which is disabled by default: set
   * `features.policyExceptions.enabled: true` and `features.policyExceptions.namespace` of its chart to the `exceptionNamespace`. Native
   * policies know no exceptions.
   *
   * @default - none
   */
  readonly exceptions?: readonly GovernanceException[];
  /**
   * The namespace of the `exceptions`, to which only the platform may write. Not `kyverno`.
   *
   * @default 'egress-exceptions'
   */
  readonly exceptionNamespace?: string;
  /**
   * Whether an `EgressApp` writes tests of the policies of Kyverno for `kyverno test`, to commit and to run in CI: the policies, objects,
   * and which of them each policy refuses. They are next to the output folder, because nobody should apply them:
   * `dist-kyverno-test/<name>/`.
   *
   * @default false
   */
  readonly fixtures?: boolean;
}

/** The mode of one policy. */
export interface GovernanceStage {
  /** `audit` reports what the policy would reject, `enforce` rejects it. */
  readonly mode: GovernanceMode;
  /**
   * When the audit should end, as a date or an instant: from then on, synthesis reports it until `mode` is `enforce`. Required for
   * `audit`.
   *
   * @default - none
   */
  readonly until?: string;
}

/** A client namespace: a `ClientNamespace`, the name of a namespace, or a `Namespace` of cdk8s-plus. */
export type ClientReference = NamespaceReference | { readonly namespace: string };

/** A caller, and who may run pods as its service account, and get its tokens. The controllers of Kubernetes need not be listed. */
export interface RestrictedCaller extends Exemption {
  /** The caller, such as `Caller.serviceAccount('team-a', 'agent')`. It must have a service account. */
  readonly caller: { readonly namespace: string; readonly serviceAccount: string | undefined };
}
