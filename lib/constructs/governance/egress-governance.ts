import type { Construct } from 'constructs';
import { ValidatingPolicy, type ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { ClusterRole } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import type { Finding } from '../../core/finding';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { type Fields, listOf, optional, required, text } from '../../core/shapes';
import { makeObject } from '../base/api-object';
import { commonFields, EgressConstruct, type EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import { gatewayShape } from '../gateway/gateway-shapes';
import { approvalSpec, DESTINATION_RESOURCES, decisionSpec, POLICY_RESOURCES } from './admission';

/** The properties of {@link EgressGovernance}. */
export interface EgressGovernanceProps extends EgressConstructProps {
  /** The prefix of the names of its policies: a DNS subdomain of at most 200 characters. `ValidatingPolicy.metadata.name`. */
  readonly name: string;
  /** The gateways whose authorization must not be disabled. @default - none: the policies cover only destinations */
  readonly gateways?: readonly IEgressGateway[];
}

/**
 * Admission policies of Kyverno. They reject objects that name a destination outside the cluster (ServiceEntry, WorkloadEntry,
 * kgateway's Backend, Services of type ExternalName) without a complete and current approval, in all namespaces. They also
 * reject TrafficPolicies that disable the authorization of a gateway.
 *
 * By default, Kyverno ignores the namespaces kube-system, kube-public, kube-node-lease and kyverno.
 *
 * @see https://kyverno.io/docs/policy-types/validating-policy/
 */
export class EgressGovernance extends EgressConstruct {
  private readonly props: EgressGovernanceProps;

  constructor(scope: Construct, id: string, props: EgressGovernanceProps) {
    super(scope, id);
    this.props = this.read(props, fields);
    this.makeReportsRole();
    this.makePolicy('Resource', 'approval', approvalSpec());
    const namespaces = [...new Set((this.props.gateways ?? []).map(({ namespace }) => namespace))].sort();
    if (namespaces.length > 0) this.makePolicy('Decision', 'decision', decisionSpec(namespaces));
  }

  protected examine(): readonly Finding[] {
    return this.check({ props: this.props }, checks);
  }

  private makePolicy(id: string, suffix: string, spec: ValidatingPolicySpec): void {
    makeObject(this, id, ValidatingPolicy, {
      metadata: this.clusterMetadata('ValidatingPolicy', { name: `${this.props.name}-${suffix}` }),
      spec,
    });
  }

  /** Allows Kyverno's reports controller to read the resources. Without this role, a new policy never becomes ready. */
  private makeReportsRole(): void {
    const labels = { 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' };
    makeObject(this, 'ReportsRole', ClusterRole, {
      metadata: this.clusterMetadata('ClusterRole', { name: `${this.props.name}-reports`, labels }),
      rules: [...DESTINATION_RESOURCES, ...POLICY_RESOURCES].map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] })),
    });
  }
}

const fields: Fields<EgressGovernanceProps> = {
  name: required(
    text({
      rule: 'input/name',
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
      fix: 'correct the name',
    }),
    (unique) => unique,
  ),
  gateways: optional(
    listOf(gatewayShape, {
      rule: 'input/gateway',
      allowed: 'a list of gateways, such as [gateway]',
      fix: 'write gateways: [gateway]',
    }),
  ),
  ...commonFields,
};

const checks: readonly PropCheck<{ props: EgressGovernanceProps }>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isKubernetesDnsSubdomain(props.name) || props.name.length > 200,
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
    fix: 'correct the name',
  },
];
