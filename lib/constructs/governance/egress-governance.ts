import type { Construct } from 'constructs';
import { ValidatingPolicy, type ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { ClusterRole } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import type { Finding } from '../../core/finding';
import { approvalKeysOf } from '../../core/label-domain';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { type Fields, listOf, oneOf, optional, required, text } from '../../core/shapes';
import { makeObject } from '../base/api-object';
import { commonFields, EgressConstruct, type EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import { gatewayShape } from '../gateway/gateway-shapes';
import { approvalSpec, DESTINATION_RESOURCES, decisionSpec, type GovernanceMode, POLICY_RESOURCES } from './admission';

/** The properties of {@link EgressGovernance}. */
export interface EgressGovernanceProps extends EgressConstructProps {
  /** The prefix of the names of its policies: a DNS subdomain of at most 200 characters. `ValidatingPolicy.metadata.name`. */
  readonly name: string;
  /** The gateways whose authorization must not be disabled. @default - none: the policies cover only destinations */
  readonly gateways?: readonly IEgressGateway[];
  /**
   * `enforce` rejects objects. `audit` accepts every object, and lists violations in policy reports: use it to see what an existing
   * cluster would reject. `ValidatingPolicy.spec.validationActions`.
   *
   * @default 'enforce'
   */
  readonly mode?: GovernanceMode;
  /**
   * Namespaces whose destinations need no approval at admission. Everybody who can write to such a namespace can name any
   * destination: `egress/unapproved-host` still reports them. The namespaces of `gateways` cannot be excluded.
   *
   * @default - none
   */
  readonly excludedNamespaces?: readonly string[];
}

/**
 * Admission policies of Kyverno. They reject objects that name a destination outside the cluster (ServiceEntry, WorkloadEntry,
 * kgateway's Backend, Services of type ExternalName) without a complete and current approval, in all namespaces. They also
 * reject TrafficPolicies that disable the authorization of a gateway.
 *
 * They leave alone what leads to no address outside: a ServiceEntry with `location: MESH_INTERNAL` whose endpoints are pods or
 * private addresses (RFC 1918, RFC 4193), unless it takes over a host or an address on the Internet; a WorkloadEntry with a private
 * address; a Backend or a Service of type ExternalName for names of Services, such as `orders.shop.svc.cluster.local`.
 *
 * By default, Kyverno ignores the namespaces kube-system, kube-public, kube-node-lease and kyverno.
 *
 * @see https://kyverno.io/docs/policy-types/validating-policy/
 */
export class EgressGovernance extends EgressConstruct {
  private readonly props: EgressGovernanceProps;

  constructor(scope: Construct, id: string, props: EgressGovernanceProps) {
    super(scope, id);
    this.props = this.read(props, governanceFields);
    this.makeReportsRole();
    const { mode = 'enforce', excludedNamespaces = [] } = this.props;
    this.makePolicy('Resource', 'approval', approvalSpec({ keys: approvalKeysOf(this), mode, excludedNamespaces }));
    const namespaces = [...new Set((this.props.gateways ?? []).map(({ namespace }) => namespace))].sort();
    if (namespaces.length > 0) this.makePolicy('Decision', 'decision', decisionSpec(namespaces, mode));
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

const EXCLUDED = {
  rule: 'input/namespace',
  allowed: 'the names of namespaces: a-z, 0-9 and -, each at most 63 characters',
  fix: 'correct the name',
};

/** The shapes of the properties of an `EgressGovernance`. */
export const governanceFields: Fields<EgressGovernanceProps> = {
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
  mode: optional(oneOf(['enforce', 'audit'], 'input/property', "correct the mode, or remove it for 'enforce'")),
  excludedNamespaces: optional(
    listOf(text(EXCLUDED), {
      ...EXCLUDED,
      allowed: "a list of namespace names, such as ['virtual-machines']",
      fix: 'write the names as a list, or remove excludedNamespaces',
    }),
  ),
  ...commonFields,
};

type Subject = { readonly props: EgressGovernanceProps };

const excluded = ({ props }: Subject) => props.excludedNamespaces ?? [];
const malformed = (s: Subject) => excluded(s).filter((name) => !isKubernetesDnsLabel(name));
const ofGateways = (s: Subject) =>
  excluded(s).filter((name) => (s.props.gateways ?? []).some(({ namespace }) => namespace === name));

const checks: readonly PropCheck<Subject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isKubernetesDnsSubdomain(props.name) || props.name.length > 200,
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
    fix: 'correct the name',
  },
  {
    rule: 'input/namespace',
    path: 'excludedNamespaces',
    breaks: (s) => malformed(s).length > 0,
    got: malformed,
    allowed: EXCLUDED.allowed,
    fix: EXCLUDED.fix,
  },
  {
    rule: 'input/namespace',
    path: 'excludedNamespaces',
    breaks: (s) => ofGateways(s).length > 0,
    got: ofGateways,
    allowed: 'namespaces without a gateway: what is in the namespace of a gateway can lead out through it',
    fix: 'remove the namespace from the list',
  },
];
