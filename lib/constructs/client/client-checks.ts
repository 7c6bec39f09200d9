import { dataplaneMode, namespaceName } from '../../core/named-resource';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';
import { DNS_NAMESPACE } from '../network/cluster-dns';
import type { ClientNamespaceProps } from './client-namespace-props';

interface ClientSubject {
  readonly props: ClientNamespaceProps;
  readonly namespace: string;
  /** The paths of other client namespaces with the same name. */
  readonly others: readonly string[];
}

const dnsNamespace = ({ props }: ClientSubject) => namespaceName(props.dns?.namespace ?? DNS_NAMESPACE);

/** The checks of a `ClientNamespace`. The shapes check `allow`, `dns` and `probePorts`. */
export const clientChecks: readonly PropCheck<ClientSubject>[] = [
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ namespace }) => !isKubernetesDnsLabel(namespace),
    got: ({ namespace }) => namespace,
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: 'correct the namespace',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ props, namespace }) => props.gateways.some((gateway) => gateway.namespace === namespace),
    got: ({ namespace }) => namespace,
    allowed: 'a namespace without a gateway: the policy would close the way of the gateway to its hosts',
    fix: 'use a namespace for the clients alone',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: (subject) => subject.namespace === dnsNamespace(subject),
    got: ({ namespace }) => namespace,
    allowed: 'a namespace other than that of the name servers, which call others outside the cluster',
    fix: 'use a namespace for the clients alone',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ others }) => others.length > 0,
    got: ({ namespace, others }) => `${namespace}, as in ${others.join(', ')}`,
    allowed: 'each namespace once: what one of two policies permits, the other cannot deny',
    fix: 'put the gateways and the allowances of both into one ClientNamespace',
  },
  {
    rule: 'input/namespace',
    path: 'namespace',
    breaks: ({ props }) => (dataplaneMode(props.namespace) ?? 'ambient') !== 'ambient',
    got: ({ props }) => `a Namespace with istio.io/dataplane-mode: ${dataplaneMode(props.namespace)}`,
    allowed: 'a Namespace with istio.io/dataplane-mode: ambient, because pods outside the mesh cannot call the gateway',
    fix: 'remove the label: the construct sets it to ambient',
  },
  {
    rule: 'input/namespace',
    path: 'createNamespace',
    breaks: ({ props }) => props.createNamespace === true && typeof props.namespace !== 'string',
    got: () => 'true, with a Namespace object',
    allowed: 'true only if namespace is a name',
    fix: 'remove createNamespace: the Namespace object already creates the namespace',
  },
  {
    rule: 'input/gateway',
    path: 'gateways',
    breaks: ({ props }) => props.gateways.length === 0,
    allowed: 'at least one gateway: without any, the pods cannot leave the cluster',
    fix: 'write gateways: [gateway]',
  },
  {
    rule: 'input/name',
    path: 'policyName',
    breaks: ({ props }) => props.policyName !== undefined && !isKubernetesDnsSubdomain(props.policyName),
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
    fix: 'correct the name, or remove policyName',
  },
  {
    rule: 'input/port',
    path: 'probePorts',
    breaks: ({ props }) => props.probePorts !== undefined && props.denyIngress !== true,
    allowed: 'no probePorts without denyIngress: the policy leaves incoming connections alone',
    fix: 'set denyIngress, or remove probePorts',
  },
];
