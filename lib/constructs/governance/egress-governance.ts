import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { ValidatingPolicy, type ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { ClusterRole, type ClusterRoleRule } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import type { Finding } from '../../core/finding';
import { makeObject } from '../base/api-object';
import { EgressConstruct } from '../base/egress-construct';
import { governanceChecks } from './governance-checks';
import { GOVERNANCE_POLICIES, readingRules } from './governance-policies';
import type { EgressGovernanceProps } from './governance-props';
import { governanceFields } from './governance-shapes';
import { clientNames, governed } from './governed';

/**
 * Admission policies of Kyverno. They close the ways around the gateways that somebody could open who may write objects:
 *
 * - `<name>-approval`: in all namespaces, they reject objects that name a destination outside the cluster (ServiceEntry,
 *   WorkloadEntry, kgateway's Backend, Services of type ExternalName) without a complete and current approval.
 * - `<name>-decision`: TrafficPolicies that disable the authorization of a gateway.
 * - `<name>-pods`: pods of clients and gateways outside the mesh, in the network of the node, or with NET_ADMIN or NET_RAW.
 * - `<name>-identities`: pods and Services that pose as a gateway, and pods with the service account of a restricted caller.
 * - `<name>-isolation`: network policies that let clients or gateways out, and the removal of those that do not.
 * - `<name>-names`: ServiceEntries and Services that take the name or the address of a host of a gateway.
 *
 * `<name>-approval` leaves alone what leads to no address outside: a ServiceEntry with `location: MESH_INTERNAL` whose endpoints are
 * pods or private addresses (RFC 1918, RFC 4193), unless it takes over a host or an address on the Internet; a WorkloadEntry with a
 * private address; a Backend or a Service of type ExternalName for names of Services, such as `orders.shop.svc.cluster.local`.
 *
 * By default, Kyverno ignores the namespaces kube-system, kube-public, kube-node-lease and kyverno. Where policies are enforced, it
 * makes ValidatingAdmissionPolicies of the last four, which apply there too, and while Kyverno is down.
 *
 * @see https://kyverno.io/docs/policy-types/validating-policy/
 */
export class EgressGovernance extends EgressConstruct {
  private readonly props: EgressGovernanceProps;

  constructor(scope: Construct, id: string, props: EgressGovernanceProps) {
    super(scope, id);
    this.props = this.read(props, governanceFields);
    const settings = governed(this, this.props);
    const policies = GOVERNANCE_POLICIES.filter(({ applies }) => applies(settings));
    this.makeReportsRole(readingRules(policies.flatMap(({ reads }) => reads)));
    for (const { id, suffix, spec } of policies) this.makePolicy(id, suffix, () => spec(settings));
  }

  protected examine(): readonly Finding[] {
    return this.check({ props: this.props, clients: clientNames(this.props) }, governanceChecks);
  }

  private makePolicy(id: string, suffix: string, produce: () => ValidatingPolicySpec): void {
    makeObject(this, id, ValidatingPolicy, {
      metadata: this.clusterMetadata('ValidatingPolicy', { name: `${this.props.name}-${suffix}` }),
      spec: Lazy.any({ produce }) as ValidatingPolicySpec,
    });
  }

  /** Allows Kyverno's reports controller to read the resources. Without this role, a new policy never becomes ready. */
  private makeReportsRole(rules: readonly ClusterRoleRule[]): void {
    const labels = { 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' };
    makeObject(this, 'ReportsRole', ClusterRole, {
      metadata: this.clusterMetadata('ClusterRole', { name: `${this.props.name}-reports`, labels }),
      rules,
    });
  }
}
