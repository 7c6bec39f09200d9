import { claimedAddress } from '../../../../lib/checks/rules/egress/claimed-address';
import { exit } from '../ambient';
import { objections } from '../objections';

const claim = (addresses: string, namespace = 'team-b', name = 'claim') => `
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: [claim.team-b.example]
  addresses: ${addresses}
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{ name: http, number: 80, protocol: HTTP }]
  workloadSelector: { labels: { app: claim } }
`;
/** A route of the gateway to a Backend with an address. */
const backend = (host: string) => `
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: model, namespace: exit }
spec: { type: Static, static: { hosts: [{ host: ${host}, port: 11434 }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: model, namespace: exit }
spec:
  parentRefs: [{ name: gw }]
  hostnames: [model.example.com]
  rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: model }] }]
`;
const opened = (cidr: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: gw, namespace: exit }
spec:
  podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }
  policyTypes: [Egress]
  egress: [{ to: [{ ipBlock: { cidr: ${cidr} } }], ports: [{ port: 11434 }] }]
`;

test.each([
  ['there are no addresses', exit() + claim('[]')],
  ['the address is private', exit() + claim('[10.96.7.1]')],
  ['Istio assigns the address', exit() + claim('[240.240.0.7]')],
  ['the ServiceEntry is in the namespace of the gateway', exit() + claim('[198.51.100.20]', 'exit')],
  ['the namespace belongs to the platform', exit() + claim('[198.51.100.20]', 'istio-system')],
  ['there is no egress gateway', claim('[198.51.100.20]')],
  ['the address of the upstream is another one', exit() + backend('10.1.2.3') + claim('[10.1.2.4]')],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(claimedAddress, yaml)).toEqual([]);
});

const of = (namespace: string, got: string, index = 0) => [`ServiceEntry ${namespace}/claim spec.addresses[${index}]: ${got}`];

test.each([
  ['a public address', exit() + claim('[10.96.7.1, 198.51.100.20]'), of('team-b', '198.51.100.20', 1)],
  ['a public range', exit() + claim('[198.51.100.0/24]'), of('team-b', '198.51.100.0/24')],
  ['the metadata service', exit() + claim('[169.254.169.254]'), of('team-b', '169.254.169.254')],
  ['a public IPv6 address', exit() + claim('["2001:db8::20"]'), of('team-b', '2001:db8::20')],
  ['the private address of a Backend', exit() + backend('10.1.2.3') + claim('[10.1.2.3]'), of('team-b', '10.1.2.3')],
  ['a range with the address of a Backend', exit() + backend('10.1.2.3') + claim('[10.1.0.0/16]'), of('team-b', '10.1.0.0/16')],
  [
    'an address that a policy opens to the gateway',
    exit() + opened('192.168.65.254/32') + claim('[192.168.65.254]'),
    of('team-b', '192.168.65.254'),
  ],
  [
    'the address of a Backend, in the namespace of the gateway itself',
    exit() + backend('198.51.100.20') + claim('[198.51.100.20]', 'exit'),
    of('exit', '198.51.100.20'),
  ],
])('it is reported if a ServiceEntry claims %s', (_, yaml, found) => {
  expect(objections(claimedAddress, yaml)).toEqual(found);
});

test('the namespaces of the platform can be named', () => {
  expect(objections(claimedAddress, exit() + claim('[198.51.100.20]'), { platformNamespaces: ['team-*'] })).toEqual([]);
});
