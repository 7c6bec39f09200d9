import {
  AuthorizationServer,
  type ExtAuthPolicyProps,
  type PlatformVersions,
  RequestCondition,
  type WorkloadObject,
} from '../../../lib';
import { deployedServerChecks } from '../../../lib/constructs/authz/deployed-server-checks';
import { extAuthChecks } from '../../../lib/constructs/authz/ext-auth-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, gateway, policy } from '../../kit';

type Rows = readonly Row<[Partial<ExtAuthPolicyProps>, PlatformVersions?]>[];

const existing = (props: object) => AuthorizationServer.existing({ serviceName: 'authz', namespace: 'kyverno', ...props });

const runAs = (serviceAccount: unknown) => AuthorizationServer.deploy({ serviceAccount: serviceAccount as string });
const runBy = (workload: unknown, port?: number) =>
  AuthorizationServer.runBy({ workload: workload as WorkloadObject, ...(port !== undefined && { port }) });
const metadata = { namespace: 'egress-system' };
const matchLabels = { app: 'authz' };

const ofPolicy: Rows = [
  ['no name', { name: '' }],
  ['a name with a dot', { name: 'authz.example' }],
  ['a name that is too long', { name: 'a'.repeat(64) }],
  ['the name of the gateway', { name: 'exit' }],
  ['an invalid policy name', { policyName: 'Demo Policy' }],
  ['no condition', { allow: [] }],
  [
    'conditions that cannot be met',
    { allow: [RequestCondition.always(), RequestCondition.header('x key', 'a'), RequestCondition.header('x-key')] },
  ],
  ['a condition on the body', { allow: [RequestCondition.bodyField('model', 'small')] }],
  ['headers that the server cannot see', { headersToForward: ['x-team', 'X Team', 'host', ':path'] }],
  ['a range and an IPv4 address as IPv6, as addresses of the node', { nodeAddresses: ['169.254.7.0/24', '::ffff:192.0.2.1'] }],
  ['no time', { timeout: '0s' }],
  ['an invalid time limit', { timeout: 'soon' }],
];
const ofServer: Rows = [
  ['a Service without a name', { server: existing({ serviceName: '' }) }],
  ['an invalid Service name', { server: existing({ serviceName: 'authz.kyverno' }) }],
  ['an invalid namespace', { server: existing({ namespace: 'Kyverno' }) }],
  ['an object that is not a Namespace', { server: existing({ namespace: { kind: 'Service', name: 'kyverno' } }) }],
  ['port 0', { server: existing({ port: 0 }) }],
  ['port 70000', { server: existing({ port: 70_000 }) }],
  ['unknown pods in the namespace of the gateway', { server: AuthorizationServer.existing({ serviceName: 'authz' }) }],
  ['no labels', { server: existing({ labels: {} }) }],
  ['an invalid label', { server: existing({ labels: { app: 'a b' } }) }],
  ['port 0 for probes', { server: existing({ probePort: 0 }) }],
  ['no replica', { server: AuthorizationServer.deploy({ replicas: 0 }) }],
  ['one and a half replicas', { server: AuthorizationServer.deploy({ replicas: 1.5 }) }],
  ['a server to deploy with version 0.1', {}, { kyvernoAuthz: '0.1' }],
  ['a server to deploy with version 0.3, which calls the API server', {}, { kyvernoAuthz: '0.3' }],
  ['no address of the API server', { server: AuthorizationServer.deploy({ apiServer: { addresses: [] } }) }],
  ['a server to deploy with version 0.2', { server: AuthorizationServer.deploy() }, { kyvernoAuthz: '0.2' }],
];

const ofWorkload: Rows = [
  ['an invalid service account', { server: runAs('Authz') }],
  ['an object that is not a ServiceAccount', { server: runAs({ kind: 'Role', name: 'authz' }) }],
  ['an object without a kind as a service account', { server: runAs({ metadata }) }],
  [
    'a ServiceAccount of another namespace',
    { server: runAs({ kind: 'ServiceAccount', name: 'authz', metadata: { namespace: 'team-a' } }) },
  ],
  ['a workload without labels', { server: runBy({ matchLabels: {}, metadata }) }],
  ['a Pod, which has no selector, as a workload', { server: runBy({ kind: 'Pod', name: 'authz', metadata }) }],
  ['labels that are not text', { server: runBy({ matchLabels: { app: 7 }, metadata }) }],
  ['a workload without a namespace', { server: runBy({ matchLabels, metadata: {} }) }],
  ['a workload in an invalid namespace', { server: runBy({ matchLabels, metadata: { namespace: 'Authz' } }) }],
  ['port 0 of a workload', { server: runBy({ matchLabels, metadata }, 0) }],
  ['no workload at all', { server: runBy(undefined) }],
];

function refuse(props: Partial<ExtAuthPolicyProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  policy(chart, gateway(chart), props);
  return findings(app);
}

test('reports invalid names, conditions, headers and timeouts', () => {
  expect(refusals(ofPolicy, refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name
  fix: correct the name
  - no name: got ''
  - a name with a dot: got authz.example
  - a name that is too long: got aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
input/name  name
  allowed: a name other than that of the gateway, because kgateway creates a Deployment and a Service of that name
  fix: write name: 'exit-authz'
  - the name of the gateway: got exit
input/duplicate-object  metadata.name
  allowed: one object with this kind, namespace and name
  fix: rename one of the two, or create the object only once
  - the name of the gateway: got networking.k8s.io/v1 NetworkPolicy egres… (113 characters)
input/name  policyName
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 253 characters
  fix: correct the name, or remove policyName
  - an invalid policy name: got Demo Policy
input/allow  allow
  allowed: at least one condition: without any, every request is denied
  fix: add RequestCondition.header(…), or RequestCondition.always()
  - no condition: got []
input/allow  allow
  allowed: a header that clients can send, with non-empty values without surrounding spaces and control characters
  fix: correct the condition
  - conditions that cannot be met: got ["header name \\"x key\\"","header x-key without values"]
input/allow  allow
  allowed: conditions on the request line, the headers and the time: the server sees the body only for hosts whose rules read it
  fix: move the condition to requests of the hosts
  - a condition on the body: got a condition on the body
input/allow  headersToForward
  allowed: names of headers that clients can send, besides host
  fix: correct the name, or remove it
  - headers that the server cannot see: got ["X Team","host",":path"]
input/node-address  nodeAddresses
  allowed: IPv4 or IPv6 addresses, without the length of a prefix
  fix: correct the address, or remove nodeAddresses for those of istio-cni
  - a range and an IPv4 address as IPv6, as addresses of the node: got ["169.254.7.0/24","::ffff:192.0.2.1"]
input/timeout  timeout
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0
  fix: correct the duration, or remove timeout for 1s
  - no time: got 0s
  - an invalid time limit: got soon"
`);
});

test('reports accounts and workloads that cannot run the server', () => {
  expect(refusals(ofWorkload, refuse)).toMatchInlineSnapshot(`
"input/server  server.serviceAccount
  allowed: a DNS subdomain (a-z, 0-9, - and ., at most 253 characters), or a ServiceAccount of cdk8s-plus
  fix: correct the name
  - an invalid service account: got Authz
  - an object that is not a ServiceAccount: got Role authz
  - an object without a kind as a service account: got an object without a kind
input/server  server.serviceAccount
  allowed: a ServiceAccount in egress-system, the namespace of the server's pods
  fix: set metadata.namespace of the ServiceAccount to this namespace
  - a ServiceAccount of another namespace: got authz in team-a
input/server  server.workload
  allowed: a workload whose labels select its pods, such as a Deployment of cdk8s-plus
  fix: set workload to the workload object, or to { matchLabels, metadata: { namespace } }
  - a workload without labels: got a workload without matchLabels
  - a Pod, which has no selector, as a workload: got a workload without matchLabels
  - labels that are not text: got a workload without matchLabels
  - no workload at all: got nothing
input/server  server.workload.namespace
  allowed: a workload with a namespace, because its Service must be in the same namespace
  fix: set metadata.namespace of the workload
  - a workload without a namespace: got nothing
  - a workload in an invalid namespace: got Authz
input/server  server.port
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it for 9081
  - port 0 of a workload: got 0"
`);
});

test('reports values that cannot be an authorization server', () => {
  expect(refusals(ofServer, refuse)).toMatchInlineSnapshot(`
"input/server  server.serviceName
  allowed: the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters
  fix: correct the name
  - a Service without a name: got ''
  - an invalid Service name: got authz.kyverno
input/server  server.namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace, or remove it for the gateway's namespace
  - an invalid namespace: got Kyverno
  - an object that is not a Namespace: got Service kyverno
input/server  server.port
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it for 9081
  - port 0: got 0
  - port 70000: got 70000
input/server  server.labels
  allowed: the labels of its pods, because the namespace egress-system denies all connections that no NetworkPolicy permits
  fix: write labels: { app: '…' } as the pods have them, or set namespace if the server is in another namespace
  - unknown pods in the namespace of the gateway: got nothing
input/server  server.labels
  allowed: at least one label, such as { app: 'web' }
  fix: add a label, or remove labels
  - no labels: got {}
input/server  server.labels.app
  allowed: the value of a label, with a valid key
  fix: correct the label
  - an invalid label: got a b
input/server  server.probePort
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it for 9080
  - port 0 for probes: got 0
input/server  server.replicas
  allowed: a whole number of at least 1: without a server, every request is refused
  fix: correct the number, or remove replicas for 2
  - no replica: got 0
  - one and a half replicas: got 1.5
input/platform-feature  server
  allowed: AuthorizationServer.existing({ … }) for kyvernoAuthz 0.1 and 0.2, which cannot read policies from files
  fix: install the Helm chart of this version and name its Service, or target kyvernoAuthz 0.3 or later
  - a server to deploy with version 0.1: got a server to deploy
  - a server to deploy with version 0.2: got a server to deploy
input/server  server.apiServer
  allowed: the addresses of the API server, which this version of the server needs: all other connections of its pods are denied
  fix: write AuthorizationServer.deploy({ apiServer: { addresses: ['192.0.2.10'] } }), or target version 0.4
  - a server to deploy with version 0.3, which calls the API server: got none
input/peer  server.apiServer.addresses
  allowed: a list of at least one address, such as ['192.0.2.10']
  fix: write the addresses as a list
  - no address of the API server: got []"
`);
});

/** More than a ConfigMap can hold. */
const long = { message: 'm'.repeat(600_000) };

test('reports a policy that does not fit into a ConfigMap', () => {
  expect(
    refusals([['a long message', long]], (props) =>
      refuse(props).filter(({ rule }) => rule !== 'kyverno/policy-does-not-compile'),
    ),
  ).toMatchInlineSnapshot(`
"input/policy-size  message
  allowed: at most 1000000 bytes, the limit of a ConfigMap
  fix: shorten the message and the expressions of the conditions
  - a long message: got a policy of 1810390 bytes"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of [...ofPolicy, ...ofServer, ...ofWorkload]) refuse(...given);
    refuse(long);
  };
  // Those of the deployed server are in deployed-server-checks.test.ts.
  const own = extAuthChecks.filter((check) => !deployedServerChecks.some((other) => other === check));
  expect(untested(own, tried)).toEqual([]);
});
