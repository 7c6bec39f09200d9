import { DURATION_FORMAT, toMillis } from '../../core/duration';
import { readServiceAccount, readWorkload } from '../../core/named-resource';
import { isEgressHostName, isKubernetesDnsLabel, isKubernetesDnsSubdomain, isServiceName } from '../../core/net/dns';
import { isCount, isPort } from '../../core/numbers';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import type { AuthorizationServer } from './authorization-server';
import type { ExtAuthPolicyProps } from './ext-auth-policy-props';

interface ExtAuthSubject {
  readonly props: ExtAuthPolicyProps;
  readonly capabilities: Capabilities;
  readonly server: AuthorizationServer;
  readonly policyBytes: number;
}

/** A ConfigMap holds 1 MiB in all. */
const MAX_POLICY = 1_000_000;

const mistakes = ({ props }: ExtAuthSubject) => props.allow.flatMap(({ mistake }) => (mistake ? [mistake] : []));

/** The ServiceAccount of a deployed server, where one is given. */
function accountOf({ server }: ExtAuthSubject): ReturnType<typeof readServiceAccount> | undefined {
  const given = server.deployed?.serviceAccount;
  return given === undefined ? undefined : readServiceAccount(given);
}

/** An object has to be in the namespace of the pods; a name means one that is. */
function accountElsewhere(subject: ExtAuthSubject): boolean {
  const { gateway } = subject.props;
  return typeof subject.server.deployed?.serviceAccount === 'object' && accountOf(subject)?.namespace !== gateway.namespace;
}

const badHosts = ({ props }: ExtAuthSubject) => (props.hosts ?? []).filter((host) => !isEgressHostName(host));

/** What the authorization of a gateway must be. */
export const extAuthChecks: readonly PropCheck<ExtAuthSubject>[] = [
  {
    rule: 'input/name',
    path: 'name',
    breaks: ({ props }) => !isServiceName(props.name),
    allowed: 'a DNS label, as its Service takes the name: a-z, 0-9 and -, a letter first, at most 63 characters',
    fix: 'rename it',
  },
  {
    rule: 'input/name',
    path: 'policyName',
    breaks: ({ props }) => props.policyName !== undefined && !isKubernetesDnsSubdomain(props.policyName),
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
    fix: 'correct the name, or leave it out',
  },
  {
    rule: 'input/allow',
    path: 'allow',
    breaks: ({ props }) => props.allow.length === 0,
    allowed: 'at least one condition: with none, nothing would ever leave',
    fix: 'add RequestCondition.header(…), or RequestCondition.any()',
  },
  {
    rule: 'input/allow',
    path: 'allow',
    breaks: (s) => mistakes(s).length > 0,
    got: mistakes,
    allowed: 'a header that clients can send, and values that are not empty, without blanks around them or control characters',
    fix: 'correct the condition',
  },
  {
    rule: 'input/host',
    path: 'hosts',
    breaks: (s) => badHosts(s).length > 0,
    got: badHosts,
    allowed: 'host names in lower case, such as api.example.com',
    fix: 'write them as the other repositories declare them',
  },
  {
    rule: 'input/timeout',
    path: 'timeout',
    breaks: ({ props }) => props.timeout !== undefined && !toMillis(props.timeout),
    allowed: `${DURATION_FORMAT}, more than nothing`,
    fix: 'correct it, or leave it out for 1s',
  },
  {
    rule: 'input/host',
    path: 'hosts',
    breaks: ({ props }) => props.hosts !== undefined && props.gateway.decision === undefined,
    allowed: "nothing for a gateway with decision: 'none', where the route alone says which hosts there are",
    fix: 'leave hosts out, or let the gateway require a decision',
  },
  {
    rule: 'input/server',
    path: 'server.serviceName',
    breaks: ({ server }) => server.existing !== undefined && !isServiceName(server.existing.serviceName),
    got: ({ server }) => server.existing?.serviceName,
    allowed: 'the name of a Service: a-z, 0-9 and -, a letter first, at most 63 characters',
    fix: 'correct the name',
  },
  {
    rule: 'input/server',
    path: 'server.namespace',
    breaks: ({ server }) => server.existing?.namespace !== undefined && !isKubernetesDnsLabel(server.namespace),
    got: ({ server }) => server.namespace,
    allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
    fix: "correct it, or leave it out for the gateway's namespace",
  },
  {
    rule: 'input/server',
    path: 'server.port',
    breaks: ({ server }) => server.port !== undefined && !isPort(server.port),
    got: ({ server }) => server.port,
    allowed: 'a whole number from 1 to 65535',
    fix: 'correct the port, or leave it out for 9081',
  },
  {
    rule: 'input/server',
    path: 'server.replicas',
    breaks: ({ server }) => server.deployed?.replicas !== undefined && !isCount(server.deployed.replicas, 1),
    got: ({ server }) => server.deployed?.replicas,
    allowed: 'a whole number of at least 1: with none, every request is refused',
    fix: 'correct it, or leave it out for 2',
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
    fix: 'set metadata.namespace of the ServiceAccount to it',
  },
  {
    rule: 'input/server',
    path: 'server.workload',
    breaks: ({ server }) =>
      server.byWorkload !== undefined && Object.keys(readWorkload(server.byWorkload.workload).labels).length === 0,
    got: () => 'a workload without matchLabels',
    allowed: 'a workload whose pods can be selected by labels, such as a Deployment of cdk8s-plus',
    fix: 'give the workload itself, or { matchLabels, metadata: { namespace } }',
  },
  {
    rule: 'input/server',
    path: 'server.workload.namespace',
    breaks: ({ server }) => server.byWorkload !== undefined && !isKubernetesDnsLabel(server.namespace),
    got: ({ server }) => server.namespace,
    allowed: 'a workload with a namespace, as its Service must be in the same one',
    fix: 'set metadata.namespace of the workload',
  },
  {
    rule: 'input/platform-feature',
    path: 'server',
    breaks: ({ server, capabilities }) => server.deployed !== undefined && capabilities.server === undefined,
    got: () => 'a server to be deployed',
    allowed: 'AuthorizationServer.existing({ … }) for kyvernoAuthz 0.1 and 0.2, which read no policy from a file',
    fix: 'install the chart of that version and name its Service, or target kyvernoAuthz 0.3 or later',
  },
  {
    rule: 'input/policy-size',
    path: 'gateway.hosts',
    breaks: ({ policyBytes }) => policyBytes > MAX_POLICY,
    got: ({ policyBytes }) => `a policy of ${policyBytes} bytes`,
    allowed: `${MAX_POLICY} bytes, as a ConfigMap holds`,
    fix: 'divide the hosts among several gateways',
  },
];
