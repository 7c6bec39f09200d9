import { clientWithoutDns } from '../../../../lib/checks/rules/egress/client-without-dns';
import { deployment, exit, TEAM_A } from '../ambient';
import { objections } from '../objections';

const calls = (...more: readonly string[]) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: limit, namespace: team-a }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }]
      ports: [{ port: 15008 }]
${more.map((rule) => `    - ${rule}`).join('\n')}
`;
const without = exit() + TEAM_A;

test.each([
  ['DNS is permitted', without + deployment() + calls('{ ports: [{ port: 53, protocol: UDP }] }')],
  [
    'a range of ports contains that of DNS',
    without + deployment() + calls('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 1, endPort: 99 }] }'),
  ],
  ['no policy limits the pods', without + deployment()],
  [
    'the pods have names of their own',
    without + deployment({ spec: '{ hostAliases: [{ ip: 10.0.0.1, hostnames: [gw] }] }' }) + calls(),
  ],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(clientWithoutDns, yaml)).toEqual([]);
});

test('pods that may call the gateway only are reported, each policy once', () => {
  const two = deployment() + deployment().replace('name: app,', 'name: other,');
  expect(objections(clientWithoutDns, without + two + calls())).toEqual([
    'NetworkPolicy team-a/limit spec.egress: no rule for port 53, in the policies of Deployment team-a/app',
  ]);
});
