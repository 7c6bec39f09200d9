import type { Construct } from 'constructs';
import {
  ClusterNetworkPolicy,
  type ClusterNetworkPolicyEgress,
  type ClusterNetworkPolicyProtocol,
  type ClusterNetworkPolicySpec,
} from '../../../imports/policy.networking.k8s.io/cluster-network-policy';
import { PLATFORM_NAMESPACES } from '../../checks/graph/client-exits';
import type { Finding } from '../../core/finding';
import { type NamespaceReference, namespaceName } from '../../core/named-resource';
import { asRange } from '../../core/net/cidr';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { type Fields, listOf, optional, text } from '../../core/shapes';
import { makeObject } from '../base/api-object';
import { commonFields, EgressConstruct, type EgressConstructProps } from '../base/egress-construct';
import { type ClusterDns, dnsPorts } from '../network/cluster-dns';
import type { ApiServerPeerProps } from '../network/cluster-peer';
import { apiServerShape, dnsField, networkShapes } from '../network/network-shapes';

/** The properties of a {@link ClusterDefaultDeny}. */
export interface ClusterDefaultDenyProps extends EgressConstructProps {
  /** The name of the ClusterNetworkPolicy: a DNS subdomain. @default 'egress-default-deny' */
  readonly name?: string;
  /**
   * Namespaces whose pods may leave the cluster on their own, besides those of the platform itself, such as `kube-system`,
   * `istio-system`, `kgateway-system` and `kyverno`: names, or objects of cdk8s-plus.
   *
   * @default - none
   */
  readonly exemptNamespaces?: readonly NamespaceReference[];
  /** Name servers outside the pods of the cluster: `addresses`. Name servers that are pods are open anyway. @default - none */
  readonly dns?: Pick<ClusterDns, 'addresses' | 'port'>;
  /** The API server of the cluster, if pods of other namespaces call it. @default - it is closed to them */
  readonly apiServer?: ApiServerPeerProps;
}

/**
 * Closes all ways out of the cluster to all pods that no NetworkPolicy limits, IPv4 and IPv6: a ClusterNetworkPolicy in the Baseline
 * tier, which is evaluated after NetworkPolicies. Namespaces without a `ClientNamespace` are then closed too. Connections between pods
 * of the cluster stay open. Its network plugin must implement ClusterNetworkPolicy, and the cluster must have its CRD.
 *
 * @see https://network-policy-api.sigs.k8s.io/api-overview/
 */
export class ClusterDefaultDeny extends EgressConstruct {
  private readonly props: ClusterDefaultDenyProps;

  constructor(scope: Construct, id: string, props: ClusterDefaultDenyProps = {}) {
    super(scope, id);
    this.props = this.read(props, clusterDefaultDenyFields);
    const { name = 'egress-default-deny' } = this.props;
    makeObject(this, 'Resource', ClusterNetworkPolicy, {
      metadata: this.clusterMetadata('ClusterNetworkPolicy', { name }),
      spec: defaultDeny(this.props),
    });
  }

  protected examine(): readonly Finding[] {
    return this.check({ props: this.props }, clusterDefaultDenyChecks);
  }
}

/** The last priority, so that other policies of the tier come first. */
const LAST = 1000;

function defaultDeny({ exemptNamespaces = [], dns, apiServer }: ClusterDefaultDenyProps): ClusterNetworkPolicySpec {
  const exempt = [...new Set([...PLATFORM_NAMESPACES, ...exemptNamespaces.map(namespaceName)])].sort();
  const others = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: exempt }] };
  return {
    tier: 'Baseline',
    priority: LAST,
    subject: { namespaces: others },
    egress: [
      // Networks can contain the addresses of pods.
      { name: 'pods', action: 'Accept', to: [{ namespaces: {} }] },
      ...toNameServers(dns),
      ...toApiServer(apiServer),
      { name: 'outside', action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] },
    ],
  };
}

function toNameServers({ addresses = [], port }: Pick<ClusterDns, 'addresses' | 'port'> = {}): ClusterNetworkPolicyEgress[] {
  if (addresses.length === 0) return [];
  const protocols = dnsPorts(port).flatMap((number): ClusterNetworkPolicyProtocol[] => [
    { udp: { destinationPort: { number } } },
    { tcp: { destinationPort: { number } } },
  ]);
  return [{ name: 'dns', action: 'Accept', to: [{ networks: addresses.map(asRange) }], protocols }];
}

function toApiServer(server: ApiServerPeerProps | undefined): ClusterNetworkPolicyEgress[] {
  if (!server) return [];
  const protocols = [{ tcp: { destinationPort: { number: server.port ?? 6443 } } }];
  return [{ name: 'api-server', action: 'Accept', to: [{ networks: server.addresses.map(asRange) }], protocols }];
}

const NAME = {
  rule: 'input/name',
  allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
  fix: 'correct the name, or remove it',
};

/** The shapes of the properties of a `ClusterDefaultDeny`. */
export const clusterDefaultDenyFields: Fields<ClusterDefaultDenyProps> = {
  name: optional(text(NAME)),
  exemptNamespaces: optional(
    listOf(networkShapes('input/namespace').namespace, {
      rule: 'input/namespace',
      allowed: "a list of namespaces, such as ['monitoring']",
      fix: 'write the namespaces as a list, or remove exemptNamespaces',
    }),
  ),
  dns: dnsField,
  apiServer: optional(apiServerShape),
  ...commonFields,
};

/** The checks of a `ClusterDefaultDeny`. */
export const clusterDefaultDenyChecks: readonly PropCheck<{ readonly props: ClusterDefaultDenyProps }>[] = [
  {
    ...NAME,
    path: 'name',
    breaks: ({ props }) => props.name !== undefined && !isKubernetesDnsSubdomain(props.name),
  },
];
