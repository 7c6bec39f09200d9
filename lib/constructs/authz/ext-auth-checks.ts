import { DURATION_FORMAT, toMillis } from '../../core/duration';
import { readServiceAccount, readWorkload } from '../../core/named-resource';
import { isKubernetesDnsLabel, isKubernetesDnsSubdomain, isServiceName } from '../../core/net/dns';
import { isCelIp } from '../../core/net/ip';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import type { AuthorizationServer } from './authorization-server';
import { mistakesOf, readsOf, sound } from './conditions/compile';
import { headerMistake } from './conditions/mistakes';
import { deployedServerChecks } from './deployed-server-checks';
import type { ExtAuthPolicyProps } from './ext-auth-policy-props';

interface ExtAuthSubject {
  readonly props: ExtAuthPolicyProps;
  readonly capabilities: Capabilities;
  readonly server: AuthorizationServer;
  readonly policyBytes: number;
}

/** In bytes. A ConfigMap can hold 1 MiB in total. */
const MAX_POLICY = 1_000_000;

const mistakes = ({ props }: ExtAuthSubject) => props.allow.flatMap(mistakesOf);

/** The service account of a deployed server, if one is specified. */
function accountOf({ server }: ExtAuthSubject): ReturnType<typeof readServiceAccount> | undefined {
  const given = server.deployed?.serviceAccount;
  return given === undefined ? undefined : readServiceAccount(given);
}

/** True for a ServiceAccount object outside the namespace of the pods. A name refers to that namespace. */
function accountElsewhere(subject: ExtAuthSubject): boolean {
  const { gateway } = subject.props;
  return typeof subject.server.deployed?.serviceAccount === 'object' && accountOf(subject)?.namespace !== gateway.namespace;
}

const isInNamespaceOf = ({ gateway }: ExtAuthPolicyProps, { namespace = gateway.namespace }: AuthorizationServer) =>
  namespace === gateway.namespace;

const badHeaders = ({ props }: ExtAuthSubject) =>
  (props.headersToForward ?? []).filter((name) => headerMistake(name, ['x']) !== undefined);

const badNodes = ({ props }: ExtAuthSubject) => (props.nodeAddresses ?? []).filter((address) => !isCelIp(address));

/** The checks of an `ExtAuthPolicy`. */
export const extAuthChecks: readonly PropCheck<ExtAuthSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isServiceName(props.name),
    allowed: 'a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name',
    fix: 'correct the name',
  },
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props, server }) =>
      props.name === props.gateway.gatewayName && server.existing === undefined && isInNamespaceOf(props, server),
    allowed: 'a name other than that of the gateway, because kgateway creates a Deployment and a Service of that name',
    fix: ({ props }) => `write name: '${props.name}-authz'`,
  },
  {
    rule: 'input/name',
    path: 'policyName',
    breaks: ({ props }) => props.policyName !== undefined && !isKubernetesDnsSubdomain(props.policyName),
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
    fix: 'correct the name, or remove policyName',
  },
  {
    rule: 'input/allow',
    path: 'allow',
    breaks: ({ props }) => props.allow.length === 0,
    allowed: 'at least one condition: without any, every request is denied',
    fix: 'add RequestCondition.header(…), or RequestCondition.always()',
  },
  {
    rule: 'input/allow',
    path: 'allow',
    breaks: (s) => mistakes(s).length > 0,
    got: mistakes,
    allowed: 'a header that clients can send, with non-empty values without surrounding spaces and control characters',
    fix: 'correct the condition',
  },
  {
    rule: 'input/allow',
    path: 'allow',
    breaks: ({ props }) => readsOf(sound(props.allow)).body,
    got: () => 'a condition on the body',
    allowed:
      'conditions on the request line, the headers and the time: the server sees the body only for hosts whose rules read it',
    fix: 'move the condition to requests of the hosts',
  },
  {
    rule: 'input/allow',
    path: 'headersToForward',
    breaks: (s) => badHeaders(s).length > 0,
    got: badHeaders,
    allowed: 'names of headers that clients can send, besides host',
    fix: 'correct the name, or remove it',
  },
  {
    rule: 'input/timeout',
    path: 'timeout',
    breaks: ({ props }) => props.timeout !== undefined && !toMillis(props.timeout),
    allowed: `${DURATION_FORMAT}, greater than 0`,
    fix: 'correct the duration, or remove timeout for 1s',
  },
  {
    rule: 'input/node-address',
    path: 'nodeAddresses',
    breaks: (s) => badNodes(s).length > 0,
    got: badNodes,
    allowed: 'IPv4 or IPv6 addresses, without the length of a prefix',
    fix: 'correct the address, or remove nodeAddresses for those of istio-cni',
  },
  {
    rule: 'input/server',
    path: 'server.serviceName',
    breaks: ({ server }) => server.existing !== undefined && !isServiceName(server.existing.serviceName),
    got: ({ server }) => server.existing?.serviceName,
    allowed: 'the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters',
    fix: 'correct the name',
  },
  {
    rule: 'input/server',
    path: 'server.namespace',
    breaks: ({ server }) => server.existing?.namespace !== undefined && !isKubernetesDnsLabel(server.namespace),
    got: ({ server }) => server.namespace,
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: "correct the namespace, or remove it for the gateway's namespace",
  },
  {
    rule: 'input/server',
    path: 'server.labels',
    breaks: ({ props, server }) =>
      server.existing !== undefined && server.podLabels === undefined && isInNamespaceOf(props, server),
    allowed: ({ props }) =>
      `the labels of its pods, because the namespace ${props.gateway.namespace} denies all connections that no NetworkPolicy permits`,
    fix: "write labels: { app: '…' } as the pods have them, or set namespace if the server is in another namespace",
  },
  {
    rule: 'input/server',
    path: 'server.serviceAccount',
    breaks: (subject) => accountOf(subject) !== undefined && !isKubernetesDnsSubdomain(accountOf(subject)?.name),
    got: (subject) => accountOf(subject)?.name,
    allowed: 'a DNS subdomain (a-z, 0-9, - and ., at most 253 characters), or a ServiceAccount of cdk8s-plus',
    fix: 'correct the name',
  },
  {
    rule: 'input/server',
    path: 'server.serviceAccount',
    breaks: accountElsewhere,
    got: (subject) => `${accountOf(subject)?.name} in ${accountOf(subject)?.namespace ?? 'no namespace'}`,
    allowed: ({ props }) => `a ServiceAccount in ${props.gateway.namespace}, the namespace of the server's pods`,
    fix: 'set metadata.namespace of the ServiceAccount to this namespace',
  },
  {
    rule: 'input/server',
    path: 'server.apiServer',
    breaks: ({ server: { deployed }, capabilities }) =>
      deployed !== undefined && deployed.apiServer === undefined && capabilities.server?.needsApiServer === true,
    got: () => 'none',
    allowed:
      'the addresses of the API server, which this version of the server needs: all other connections of its pods are denied',
    fix: "write AuthorizationServer.deploy({ apiServer: { addresses: ['192.0.2.10'] } }), or target version 0.4",
  },
  {
    rule: 'input/server',
    path: 'server.workload',
    breaks: ({ server }) =>
      server.byWorkload !== undefined && Object.keys(readWorkload(server.byWorkload.workload).labels).length === 0,
    got: () => 'a workload without matchLabels',
    allowed: 'a workload whose labels select its pods, such as a Deployment of cdk8s-plus',
    fix: 'set workload to the workload object, or to { matchLabels, metadata: { namespace } }',
  },
  {
    rule: 'input/server',
    path: 'server.workload.namespace',
    breaks: ({ server }) => server.byWorkload !== undefined && !isKubernetesDnsLabel(server.namespace),
    got: ({ server }) => server.namespace,
    allowed: 'a workload with a namespace, because its Service must be in the same namespace',
    fix: 'set metadata.namespace of the workload',
  },
  ...deployedServerChecks,
  {
    rule: 'input/platform-feature',
    path: 'server',
    breaks: ({ server, capabilities }) => server.deployed !== undefined && capabilities.server === undefined,
    got: () => 'a server to deploy',
    allowed: 'AuthorizationServer.existing({ … }) for kyvernoAuthz 0.1 and 0.2, which cannot read policies from files',
    fix: 'install the Helm chart of this version and name its Service, or target kyvernoAuthz 0.3 or later',
  },
  {
    rule: 'input/policy-size',
    path: 'message',
    breaks: ({ policyBytes }) => policyBytes > MAX_POLICY,
    got: ({ policyBytes }) => `a policy of ${policyBytes} bytes`,
    allowed: `at most ${MAX_POLICY} bytes, the limit of a ConfigMap`,
    fix: 'shorten the message and the expressions of the conditions',
  },
];
