import type { NetworkPolicyEgress, NetworkPolicyIngress } from '../../../imports/networking.k8s.io/network-policy';
import { selects } from '../../../lib/core/label-selector';
import { type Connection, NAMED_PORT, type NetworkPolicyObject, OUTSIDE, PODS } from '../../network-policies/random-cluster';
import { POD_RANGE } from '../bed/network';

/** A form of NetworkPolicy that kube-router enforces in another way than Kubernetes defines. */
export interface Deviation {
  readonly title: string;
  /** Whether a policy has this form. */
  readonly applies: (policy: NetworkPolicyObject) => boolean;
  /** A policy for which it makes a difference to a connection. */
  readonly example: NetworkPolicyObject['spec'];
  readonly connection: Connection;
  /** What kube-router does. Kubernetes defines the opposite. */
  readonly permits: boolean;
}

const [client = '', gateway = ''] = PODS.map(({ address }) => address);
const [outside] = OUTSIDE;

/** The deviations of kube-router v2.1.0, with their place in its package `pkg/controllers/netpol`. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    // setupPodNetpolRules jumps to the chain of such a policy for packets of both directions. The rules of the chain compare only
    // addresses with the sets of the policy. So an ingress rule opens the egress of another pod of the same policy, and vice versa.
    title: 'a policy for both directions that selects several pods: its ingress rules also open the egress between them',
    applies: ({ metadata, spec }) =>
      spec.policyTypes?.length === 2 &&
      PODS.filter((pod) => pod.metadata.namespace === metadata.namespace && selects(spec.podSelector ?? {}, pod.metadata.labels))
        .length > 1,
    example: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}] },
    connection: { From: client, To: gateway, Protocol: 'TCP', Port: 443 },
    permits: true,
  },
  {
    // processEgressRules takes the number from the pods of the namespace, and matches it without a set of destinations.
    title: 'an egress rule with the name of a port and without peers: it opens the number of the port everywhere',
    applies: ({ spec }) => (spec.egress ?? []).some(({ to = [], ports = [] }) => to.length === 0 && ports.some(isNamed)),
    example: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ ports: [{ protocol: 'TCP', port: NAMED_PORT.name }] }],
    },
    connection: { From: client, To: outside, Protocol: 'TCP', Port: NAMED_PORT.port },
    permits: true,
  },
  {
    // buildNetworkPoliciesInfo collects all blocks of a rule in one ipset, in which the longest prefix decides, exception or not.
    title: 'two ipBlocks in one rule: the exceptions of each apply to the other too',
    applies: ({ spec }) => [...(spec.egress ?? []), ...(spec.ingress ?? [])].some((rule) => blocksOf(rule) > 1),
    example: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            { ipBlock: { cidr: '0.0.0.0/0', except: [POD_RANGE] } },
            { ipBlock: { cidr: '198.51.100.0/24', except: [`${outside}/32`] } },
          ],
        },
      ],
    },
    connection: { From: client, To: outside, Protocol: 'TCP', Port: 443 },
    permits: false,
  },
];

function isNamed({ port }: { readonly port?: number | string }): boolean {
  return typeof port === 'string';
}

function blocksOf(rule: NetworkPolicyEgress & NetworkPolicyIngress): number {
  return [...(rule.to ?? []), ...(rule.from ?? [])].filter(({ ipBlock }) => ipBlock).length;
}

/** Whether kube-router enforces a policy as Kubernetes defines. */
export function isEnforcedAsDefined(policy: NetworkPolicyObject): boolean {
  return !DEVIATIONS.some(({ applies }) => applies(policy));
}
