import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicySpec,
} from '../../../imports/admissionregistration.k8s.io/validating-admission-policy';
import { ValidatingAdmissionPolicyBinding } from '../../../imports/admissionregistration.k8s.io/validating-admission-policy-binding';
import { ValidatingPolicy, type ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { ClusterRole, type ClusterRoleRule } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import { approvalLimitsOf } from '../../core/approval-limits';
import { now } from '../../core/clock';
import type { Finding } from '../../core/finding';
import { registerSideFiles } from '../../core/side-files';
import { makeObject } from '../base/api-object';
import { EgressConstruct } from '../base/egress-construct';
import { makeEnded } from './ended-objects';
import { bindingSpec, type Enforcement, type GovernanceEngine, kyvernoSpec, nativeSpec } from './engines';
import { type ExceptionSettings, makeExceptions } from './exception-objects';
import { fixtureFiles } from './fixtures';
import { governanceChecks } from './governance-checks';
import { GOVERNANCE_POLICIES } from './governance-policies';
import type { EgressGovernanceProps } from './governance-props';
import { governanceFields } from './governance-shapes';
import { clientNames, governed } from './governed';
import { type KyvernoController, readingRules, roleFor } from './kyverno-role';
import type { GovernancePolicyName, Guard } from './policy-parts';
import { LOOKED_UP } from './targets-policy';

/**
 * Admission policies of Kyverno, of the API server, or of both. They close the ways around the gateways that somebody could open who may
 * write objects:
 *
 * - `<name>-approval`: in all namespaces, they reject objects that name a destination outside the cluster (ServiceEntry,
 *   WorkloadEntry, kgateway's Backend, Services of type ExternalName) without a complete and current approval.
 * - `<name>-endpoints`, `<name>-hostnames`: the same for EndpointSlices and Endpoints with addresses outside, and for routes and mirrors
 *   to a hostname.
 * - `<name>-content`: objects that differ from what was approved; `<name>-approvers`: approvals by others than `approvers`.
 * - `<name>-decision`: TrafficPolicies that disable the authorization of a gateway.
 * - `<name>-deployers`: the configuration of a gateway by others than those in `exempt`.
 * - `<name>-routes`: routes and ListenerSets of other namespaces on a gateway; `<name>-targets`: routes without the TLS policy of their host.
 * - `<name>-pods`: pods of clients and gateways outside the mesh, in the network of the node, or with NET_ADMIN or NET_RAW.
 * - `<name>-identities`: pods and Services that pose as a gateway, and pods with the service account of a restricted caller.
 * - `<name>-isolation`: network policies that let clients or gateways out, and the removal of those that do not.
 * - `<name>-names`: ServiceEntries and Services that take the name or the address of a host of a gateway.
 * - `<name>-denied`: hosts that nobody may name.
 * - `<name>-exceptions`: PolicyExceptions that open these policies.
 *
 * `<name>-approval` leaves alone what leads to no address outside: a ServiceEntry with `location: MESH_INTERNAL` whose endpoints are
 * pods or private addresses (RFC 1918, RFC 4193), unless it takes over a host or an address on the Internet; a WorkloadEntry with a
 * private address; a Backend or a Service of type ExternalName for names of Services, such as `orders.shop.svc.cluster.local`.
 *
 * By default, Kyverno ignores the namespaces kube-system, kube-public, kube-node-lease and kyverno. Where policies are enforced, it
 * makes ValidatingAdmissionPolicies of those whose rules the API server can evaluate, which apply there too, and while Kyverno is down.
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
    if (this.engine !== 'native') {
      this.makeRole('Reports', 'reports', readingRules(policies.flatMap(({ reads }) => reads)));
      if (policies.some(({ suffix }) => suffix === 'targets')) this.makeRole('LookUps', 'admission', readingRules(LOOKED_UP));
    }
    for (const { id, suffix, guard } of policies) this.makePolicies(id, suffix, () => guard(settings));
    const { name, deleteEnded, exceptions = [], exceptionNamespace: namespace = 'egress-exceptions' } = this.props;
    if (deleteEnded) makeEnded(this, name, { ...settings, ...deleteEnded }, (...given) => this.clusterMetadata(...given));
    if (this.props.fixtures) registerSideFiles(this, (made) => fixtureFiles({ name, ...settings }, made));
    if (exceptions.length > 0) this.makeExceptions({ name, ...settings, exceptions, namespace });
  }

  protected examine(): readonly Finding[] {
    const { props } = this;
    return this.check({ props, clients: clientNames(props), limits: approvalLimitsOf(this), now: now(this) }, governanceChecks);
  }

  private makeExceptions(settings: ExceptionSettings): void {
    makeExceptions(this, settings, {
      here: (...given) => this.metadata(...given),
      ofCluster: (...given) => this.clusterMetadata(...given),
    });
  }

  private get engine(): GovernanceEngine {
    return this.props.engine ?? 'kyverno';
  }

  /** The hosts that the policies name are complete when the tree is built. Which objects are needed is known before. */
  private makePolicies(id: string, suffix: GovernancePolicyName, guard: () => Guard): void {
    const name = `${this.props.name}-${suffix}`;
    const { mode = 'enforce', stages = {} } = this.props;
    const by: Enforcement = { engine: this.engine, mode: stages[suffix]?.mode ?? mode };
    const known = guard();
    if (kyvernoSpec(known, by)) {
      const metadata = this.clusterMetadata('ValidatingPolicy', { name });
      const spec = Lazy.any({ produce: () => kyvernoSpec(guard(), by) }) as ValidatingPolicySpec;
      makeObject(this, id, ValidatingPolicy, { metadata, spec });
    }
    if (nativeSpec(known, by)) {
      const ofPolicy = this.clusterMetadata('ValidatingAdmissionPolicy', { name });
      makeObject(this, `${id}Native`, ValidatingAdmissionPolicy, {
        metadata: ofPolicy,
        spec: Lazy.any({ produce: () => nativeSpec(guard(), by) }) as ValidatingAdmissionPolicySpec,
      });
      const ofBinding = this.clusterMetadata('ValidatingAdmissionPolicyBinding', { name });
      makeObject(this, `${id}Binding`, ValidatingAdmissionPolicyBinding, {
        metadata: ofBinding,
        spec: bindingSpec(name, by.mode),
      });
    }
  }

  /**
   * Allows a controller of Kyverno to read resources: what its reports are about, without which a new policy never becomes ready, or
   * what rules look up.
   */
  private makeRole(id: 'Reports' | 'LookUps', controller: KyvernoController, rules: readonly ClusterRoleRule[]): void {
    const metadata = this.clusterMetadata('ClusterRole', roleFor(controller, `${this.props.name}-${id.toLowerCase()}`));
    makeObject(this, `${id}Role`, ClusterRole, { metadata, rules });
  }
}
