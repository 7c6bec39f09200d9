import { directExit } from '../../../../lib/checks/rules/egress/direct-exit';
import { authorizationPolicy, deployment, exit } from '../ambient';
import { objections } from '../objections';

const policy = (egress: string, podSelector = '{}') => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: limit, namespace: team-a }
spec: { podSelector: ${podSelector}, policyTypes: [Egress], egress: ${egress} }
`;
const namespace = (name: string) => `
---
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio.io/dataplane-mode: ambient } }
`;
const client = exit() + deployment();
const DNS = '{ ports: [{ port: 53, protocol: UDP }, { port: 53 }] }';
const GATEWAY =
  '{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }], ports: [{ port: 15008 }] }';

test.each([
  ['the pods may call only DNS and the gateway', client + policy(`[${DNS}, ${GATEWAY}]`)],
  ['the pods may call DNS in a range of one port', client + policy('[{ ports: [{ port: 53, endPort: 53 }] }]')],
  ['the pods may call nothing', client + policy('[]')],
  ['the pods may call private ranges', client + policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]')],
  ['the pods may call all namespaces', client + policy('[{ to: [{ namespaceSelector: {} }] }]')],
  ['there is no egress gateway', deployment()],
  ['the pods belong to the platform', exit() + deployment({ namespace: 'kgateway-system' })],
  ['a policy limits a namespace in ambient', exit() + namespace('team-a') + policy('[]')],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(directExit, yaml)).toEqual([]);
});

test.each([
  ['no policy limits the pods', client, 'Deployment team-a/app metadata.namespace: team-a'],
  [
    'the policy selects other pods',
    client + policy('[]', '{ matchLabels: { app: other } }'),
    'Deployment team-a/app metadata.namespace: team-a',
  ],
  [
    'the pods use the network of the node',
    exit() + deployment({ spec: '{ hostNetwork: true }' }) + policy('[]'),
    'Deployment team-a/app spec.template.spec.hostNetwork: true',
  ],
  [
    'a rule permits everything',
    client + policy('[{}]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule permits a port to all addresses',
    client + policy(`[${DNS}, { ports: [{ port: 443 }] }]`),
    'NetworkPolicy team-a/limit spec.egress[1]: addresses outside the cluster',
  ],
  [
    'a rule permits a range of ports that begins with the DNS port',
    client + policy('[{ ports: [{ port: 53, endPort: 54 }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule permits UDP to all addresses',
    client + policy('[{ ports: [{ protocol: UDP, port: 443 }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule permits a public range',
    client + policy('[{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule permits all ranges except private ones',
    client + policy('[{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'the pods run in the namespace of the gateway',
    exit() + deployment({ namespace: 'exit' }),
    'Deployment exit/app metadata.namespace: exit',
  ],
  ['no policy limits a namespace in ambient', exit() + namespace('team-a'), 'Namespace team-a metadata.name: team-a'],
])('direct egress is reported if %s', (_, yaml, objection) => {
  expect(objections(directExit, yaml)).toEqual([objection]);
});

const METADATA = 'link-local addresses, such as that of the metadata service of the cloud';

test.each(['169.254.0.0/16', '169.254.169.254/32'])('direct egress is reported if a rule permits %s', (cidr) => {
  expect(objections(directExit, client + policy(`[{ to: [{ ipBlock: { cidr: ${cidr} } }] }]`))).toEqual([
    `NetworkPolicy team-a/limit spec.egress[0]: ${METADATA}`,
  ]);
});

test('a link-local name server is permitted', () => {
  const rule = '{ to: [{ ipBlock: { cidr: 169.254.20.10/32 } }], ports: [{ port: 53, protocol: UDP }] }';
  expect(objections(directExit, client + policy(`[${rule}]`))).toEqual([]);
});

const OWN = '{ matchLabels: { app: app } }';
const labelled = exit() + deployment({ template: '{ labels: { app: app } }' });
const named = authorizationPolicy('rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }] }]');

test.each([
  ['is named as caller', labelled + policy('[]', OWN) + namespace('team-a') + named, 'Namespace team-a metadata.name: team-a'],
  [
    'is named as caller, and is not among the manifests',
    labelled + policy('[]', OWN) + named,
    'AuthorizationPolicy exit/callers spec.rules[0].from[0].source.serviceAccounts[0]: team-a',
  ],
  [
    'may call the gateway by a policy',
    labelled + policy(`[${GATEWAY}]`, OWN) + namespace('team-a'),
    'Namespace team-a metadata.name: team-a',
  ],
])('a policy for the known workloads does not close a namespace that %s', (_, yaml, objection) => {
  expect(objections(directExit, yaml)).toEqual([objection]);
});

test('a policy for the known workloads is enough in other namespaces, and one for all pods in those of callers', () => {
  expect(objections(directExit, labelled + policy('[]', OWN) + namespace('team-a'))).toEqual([]);
  expect(objections(directExit, labelled + policy(`[${GATEWAY}]`) + namespace('team-a') + named)).toEqual([]);
});

test('a rule that applies to several workloads is reported once', () => {
  const two = deployment() + deployment().replace('name: app,', 'name: other,');
  expect(objections(directExit, exit() + two + policy('[{}]'))).toHaveLength(1);
});
