import { directExit } from '../../../../lib/checks/rules/egress/direct-exit';
import { deployment, exit } from '../ambient';
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
  ['only names and the gateway can be called', client + policy(`[${DNS}, ${GATEWAY}]`)],
  ['names can be asked for on a range that is one port', client + policy('[{ ports: [{ port: 53, endPort: 53 }] }]')],
  ['nothing can be called', client + policy('[]')],
  ['private ranges can be called', client + policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]')],
  ['all but the world can be called', client + policy('[{ to: [{ namespaceSelector: {} }] }]')],
  ['nothing leads out at all', deployment()],
  ['the pods are those of the platform', exit() + deployment({ namespace: 'kgateway-system' })],
  ['a namespace in ambient is limited', exit() + namespace('team-a') + policy('[]')],
])('fine where %s', (_, yaml) => {
  expect(objections(directExit, yaml)).toEqual([]);
});

test.each([
  ['no policy limits the pods', client, 'Deployment team-a/app metadata.namespace: team-a'],
  [
    'the policy is for others',
    client + policy('[]', '{ matchLabels: { app: other } }'),
    'Deployment team-a/app metadata.namespace: team-a',
  ],
  [
    'the pods use the network of the node',
    exit() + deployment({ spec: '{ hostNetwork: true }' }) + policy('[]'),
    'Deployment team-a/app spec.template.spec.hostNetwork: true',
  ],
  [
    'a rule lets everything out',
    client + policy('[{}]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule lets a port out',
    client + policy(`[${DNS}, { ports: [{ port: 443 }] }]`),
    'NetworkPolicy team-a/limit spec.egress[1]: addresses outside the cluster',
  ],
  [
    'a rule lets a range of ports out that begins with the one of DNS',
    client + policy('[{ ports: [{ port: 53, endPort: 54 }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule lets UDP out',
    client + policy('[{ ports: [{ protocol: UDP, port: 443 }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a rule lets a public range out',
    client + policy('[{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  [
    'a range is open but for the private ones',
    client + policy('[{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }] }]'),
    'NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster',
  ],
  ['the pods run beside the gateway', exit() + deployment({ namespace: 'exit' }), 'Deployment exit/app metadata.namespace: exit'],
  ['nothing limits a namespace in ambient', exit() + namespace('team-a'), 'Namespace team-a metadata.name: team-a'],
])('told where %s', (_, yaml, objection) => {
  expect(objections(directExit, yaml)).toEqual([objection]);
});

test('one opening is told once, however many pods it is for', () => {
  const two = deployment() + deployment().replace('name: app,', 'name: other,');
  expect(objections(directExit, exit() + two + policy('[{}]'))).toHaveLength(1);
});
