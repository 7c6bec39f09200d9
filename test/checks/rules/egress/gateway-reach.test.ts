import { gatewayReach } from '../../../../lib/checks/rules/egress/gateway-reach';
import { exit } from '../ambient';
import { objections } from '../objections';

const policy = (egress: string, name = 'gw', selector = '{}') => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: exit }
spec: { podSelector: ${selector}, policyTypes: [Egress], egress: ${egress} }
`;
const to = (block: string) => policy(`[{ to: [{ ipBlock: ${block} }] }]`);
const cluster = (tier: string, rule: string) => `
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: all }
spec: { tier: ${tier}, priority: 10, subject: { namespaces: {} }, egress: [${rule}] }
`;
const METADATA = 'to: [{ networks: [169.254.0.0/16] }]';

test.each([
  ['the gateway reaches nothing', exit() + policy('[]')],
  ['the gateway reaches the addresses of its destinations', exit() + to('{ cidr: 198.51.100.20/32 }')],
  [
    'the gateway reaches the Internet without link-local addresses',
    exit() + to('{ cidr: 0.0.0.0/0, except: [169.254.0.0/16, 10.0.0.0/8] }'),
  ],
  [
    'the gateway reaches DNS on the node',
    exit() + policy('[{ to: [{ ipBlock: { cidr: 169.254.20.10/32 } }], ports: [{ port: 53, protocol: UDP }] }]'),
  ],
  ['the cluster denies it', exit() + cluster('Admin', `{ action: Deny, ${METADATA} }`)],
  ['there is no egress gateway', policy('[{}]')],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(gatewayReach, yaml)).toEqual([]);
});

test('nothing is reported if another repository has the policy', () => {
  expect(objections(gatewayReach, exit(), { external: ['NetworkPolicy exit/gw'] })).toEqual([]);
});

test.each([
  ['no policy limits the gateway', '', 'Gateway exit/gw metadata.namespace: exit'],
  [
    'the policy is for other pods',
    policy('[]', 'other', '{ matchLabels: { app: other } }'),
    'Gateway exit/gw metadata.namespace: exit',
  ],
  [
    'a rule has no addresses',
    policy('[{ ports: [{ port: 443 }] }]'),
    'NetworkPolicy exit/gw spec.egress[0]: 169.254.0.0/16, to Gateway exit/gw',
  ],
  [
    'a rule permits all addresses',
    to('{ cidr: 0.0.0.0/0 }'),
    'NetworkPolicy exit/gw spec.egress[0]: 169.254.0.0/16, to Gateway exit/gw',
  ],
  [
    'a rule permits the metadata service',
    to('{ cidr: 169.254.169.254/32 }'),
    'NetworkPolicy exit/gw spec.egress[0]: 169.254.0.0/16, to Gateway exit/gw',
  ],
  [
    'a second policy opens what the first closes',
    policy('[]') + policy('[{}]', 'more'),
    'NetworkPolicy exit/more spec.egress[0]: 169.254.0.0/16, to Gateway exit/gw',
  ],
  [
    'the cluster accepts it',
    policy('[]') + cluster('Admin', `{ action: Accept, ${METADATA} }`),
    'ClusterNetworkPolicy all spec.egress[0]: 169.254.0.0/16, to Gateway exit/gw',
  ],
])('it is reported if %s', (_, yaml, objection) => {
  expect(objections(gatewayReach, exit() + yaml)).toEqual([objection]);
});
