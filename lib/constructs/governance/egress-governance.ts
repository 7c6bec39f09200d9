import type { Construct } from 'constructs';
import { ValidatingPolicy, type ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { ClusterRole } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import type { Finding } from '../../core/finding';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { makeObject } from '../base/api-object';
import { EgressConstruct, type EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import { approvalSpec, DESTINATION_RESOURCES, decisionSpec, POLICY_RESOURCES } from './admission';

/** How {@link EgressGovernance} is made. */
export interface EgressGovernanceProps extends EgressConstructProps {
  /** What the names of its policies begin with: a DNS subdomain of at most 200 characters. */
  readonly name: string;
  /** The gateways whose authorization nobody may switch off. @default - none: only destinations are governed */
  readonly gateways?: readonly IEgressGateway[];
}

/**
 * What may enter the cluster: an object that names a destination outside (ServiceEntry, WorkloadEntry, kgateway Backend,
 * Service of type ExternalName), whatever its name and namespace, only under an approval that is complete and holds now;
 * and no TrafficPolicy that switches off the authorization of a gateway.
 *
 * A default installation of Kyverno does not see the namespaces kube-system, kube-public, kube-node-lease and kyverno.
 */
export class EgressGovernance extends EgressConstruct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EgressGovernanceProps,
  ) {
    super(scope, id, props);
    this.makeReportsRole();
    this.makePolicy('Resource', 'approval', approvalSpec());
    const namespaces = [...new Set((props.gateways ?? []).map(({ namespace }) => namespace))].sort();
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

  /** Lets Kyverno read what it reports on. It looks once, when a policy arrives: without the role that never gets ready. */
  private makeReportsRole(): void {
    const labels = { 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' };
    makeObject(this, 'ReportsRole', ClusterRole, {
      metadata: this.clusterMetadata('ClusterRole', { name: `${this.props.name}-reports`, labels }),
      rules: [...DESTINATION_RESOURCES, ...POLICY_RESOURCES].map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] })),
    });
  }
}

const checks: readonly PropCheck<{ props: EgressGovernanceProps }>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isKubernetesDnsSubdomain(props.name) || props.name.length > 200,
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
    fix: 'correct the name',
  },
];
