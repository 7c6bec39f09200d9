import { ClientNamespace, type ClientNamespaceProps, ClusterPeer } from '../../../lib';
import { clientChecks } from '../../../lib/constructs/client/client-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit } from '../../kit';

type Rows = readonly Row<[object]>[];

const labels = { app: 'web' };
const ofNamespace: Rows = [
  ['an invalid namespace', { namespace: 'Team A' }],
  ['an object that is not a Namespace', { namespace: { kind: 'Service', name: 'team-a' } }],
  ['a number as the namespace', { namespace: 7 }],
  ['the namespace of the gateway', { namespace: 'egress-system' }],
  ['the namespace of the name servers', { namespace: 'kube-system' }],
  ['the namespace of other name servers', { namespace: 'dns', dns: { namespace: 'dns' } }],
  ['the namespace of another client', { namespace: 'team-b' }],
  ['a Namespace outside the mesh', { namespace: outsideMesh() }],
  ['a Namespace to create that is an object', { namespace: { kind: 'Namespace', name: 'team-a' }, createNamespace: true }],
  ['no gateway', { gateways: [] }],
  ['the name of a gateway', { gateways: ['exit'] }],
  ['a gateway that is not in a list', { gateways: 'exit' }],
  ['an invalid name of the policy', { policyName: 'Only by the gateway' }],
  ['probes without denied ingress', { probePorts: [8080] }],
  ['an invalid port of probes', { denyIngress: true, probePorts: [0] }],
  ['no port of probes', { denyIngress: true, probePorts: [] }],
];

const peer = (make: () => ClusterPeer): [object] => [{ allow: [make()] }];
const ofPeers: Rows = [
  ['a namespace that is not in a list', { allow: 'monitoring' }],
  ['the name of a namespace', { allow: ['monitoring'] }],
  ['an object like a peer', { allow: [{ props: { namespace: 'monitoring' } }] }],
  ['an invalid namespace', ...peer(() => ClusterPeer.namespace('Monitoring'))],
  ['a ServiceAccount as a namespace', ...peer(() => ClusterPeer.namespace({ kind: 'ServiceAccount', name: 'monitoring' }))],
  ['invalid ports', ...peer(() => ClusterPeer.namespace('monitoring', { ports: [0, 9090, '80' as never] }))],
  ['no ports, which would be all', ...peer(() => ClusterPeer.sameNamespace({ ports: [] }))],
  ['an unknown property', ...peer(() => ClusterPeer.sameNamespace({ port: 80 } as never))],
  ['a text in place of a flag', ...peer(() => ClusterPeer.sameNamespace({ inMesh: 'no' } as never))],
  ['no properties', ...peer(() => ClusterPeer.pods(undefined as never))],
  ['no labels, which would be all', ...peer(() => ClusterPeer.pods({ labels: {} }))],
  ['invalid labels', ...peer(() => ClusterPeer.pods({ labels: { 'a b': 'c', app: 'd e', n: 7 as never } }))],
  ['an invalid namespace of pods', ...peer(() => ClusterPeer.pods({ labels, namespace: '' }))],
  ['invalid addresses', ...peer(() => ClusterPeer.apiServer({ addresses: ['kubernetes', '10.0.0.0/33', '10.0.0.1'] }))],
  ['no address', ...peer(() => ClusterPeer.apiServer({ addresses: [] }))],
  ['an invalid port of the API server', ...peer(() => ClusterPeer.apiServer({ addresses: ['10.0.0.1'], port: 70_000 }))],
  ['name servers as a text', { dns: 'kube-dns' }],
  ['invalid name servers', { dns: { namespace: 'DNS', labels: {}, port: 0, addresses: ['node'] } }],
];

function outsideMesh() {
  const metadata = {
    addAnnotation: () => {},
    addLabel: () => {},
    toJson: () => ({ labels: { 'istio.io/dataplane-mode': 'none' } }),
  };
  return { kind: 'Namespace', name: 'team-a', metadata };
}

function refuse(given: object) {
  const { app, chart } = egress();
  const props = { namespace: 'team-a', gateways: [exit(chart)] };
  new ClientNamespace(chart, 'client', { ...props, ...given } as ClientNamespaceProps);
  new ClientNamespace(chart, 'other', { ...props, namespace: 'team-b' });
  return findings(app).filter(({ construct }) => construct?.startsWith('egress/client'));
}

test('reports namespaces, gateways, names and ports', () => {
  expect(refusals(ofNamespace, refuse)).toMatchInlineSnapshot(`
"input/namespace  namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - an invalid namespace: got Team A
  - an object that is not a Namespace: got Service team-a
  - a number as the namespace: got 7 (a number)
input/namespace  namespace
  allowed: a namespace without a gateway: the policy would close the way of the gateway to its hosts
  fix: use a namespace for the clients alone
  - the namespace of the gateway: got egress-system
input/namespace  namespace
  allowed: a namespace other than that of the name servers, which call others outside the cluster
  fix: use a namespace for the clients alone
  - the namespace of the name servers: got kube-system
  - the namespace of other name servers: got dns
input/namespace  namespace
  allowed: each namespace once: what one of two policies permits, the other cannot deny
  fix: put the gateways and the allowances of both into one ClientNamespace
  - the namespace of another client: got team-b, as in egress/other
input/duplicate-object  metadata.name
  allowed: one object with this kind, namespace and name
  fix: rename one of the two, or create the object only once
  - the namespace of another client: got networking.k8s.io/v1 NetworkPolicy team-b egress-through-gateway
input/namespace  namespace
  allowed: a Namespace with istio.io/dataplane-mode: ambient, because pods outside the mesh cannot call the gateway
  fix: remove the label: the construct sets it to ambient
  - a Namespace outside the mesh: got a Namespace with istio.io/dataplane-mode: none
input/namespace  createNamespace
  allowed: true only if namespace is a name
  fix: remove createNamespace: the Namespace object already creates the namespace
  - a Namespace to create that is an object: got true, with a Namespace object
input/gateway  gateways
  allowed: at least one gateway: without any, the pods cannot leave the cluster
  fix: write gateways: [gateway]
  - no gateway: got []
input/gateway  gateways[0]
  allowed: an EgressGateway, or the result of EgressGateway.fromGatewayName
  fix: set it to the gateway construct of the program
  - the name of a gateway: got "exit" (a string)
input/gateway  gateways
  allowed: a list of gateways, such as [gateway]
  fix: write gateways: [gateway]
  - a gateway that is not in a list: got "exit" (a string)
input/name  policyName
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 253 characters
  fix: correct the name, or remove policyName
  - an invalid name of the policy: got Only by the gateway
input/port  probePorts
  allowed: no probePorts without denyIngress: the policy leaves incoming connections alone
  fix: set denyIngress, or remove probePorts
  - probes without denied ingress: got [8080]
input/port  probePorts[0]
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - an invalid port of probes: got 0
input/port  probePorts
  allowed: a list of at least one port, such as [8080]
  fix: write the ports as a list
  - no port of probes: got []"
`);
});

test('reports malformed peers and name servers, each with its place', () => {
  expect(refusals(ofPeers, refuse)).toMatchInlineSnapshot(`
"input/peer  allow
  allowed: a list of peers, such as [ClusterPeer.sameNamespace()]
  fix: write allow as a list
  - a namespace that is not in a list: got "monitoring" (a string)
input/peer  allow[0]
  allowed: ClusterPeer.namespace(…), pods({ … }), sameNamespace() or apiServer({ … })
  fix: use one of these, such as ClusterPeer.sameNamespace()
  - the name of a namespace: got "monitoring" (a string)
  - an object like a peer: got {"props":{"namespace":"monitoring"}}
  - no properties: got nothing
input/peer  allow[0].namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - an invalid namespace: got Monitoring
  - a ServiceAccount as a namespace: got {"kind":"ServiceAccount","name":"monitoring"}
  - an invalid namespace of pods: got ''
input/peer  allow[0].ports[0]
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - invalid ports: got 0
input/peer  allow[0].ports[2]
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - invalid ports: got "80" (a string)
input/peer  allow[0].ports
  allowed: a list of at least one port, such as [8080]
  fix: write the ports as a list
  - no ports, which would be all: got []
input/property  allow[0].port
  allowed: the properties ports, udpPorts, inMesh
  fix: rename it: did you mean ports?
  - an unknown property: got 80
input/peer  allow[0].inMesh
  allowed: true or false
  fix: correct the value, or remove inMesh for true
  - a text in place of a flag: got "no" (a string)
input/peer  allow[0].labels
  allowed: at least one label, such as { app: 'web' }
  fix: add a label, or use ClusterPeer.namespace
  - no labels, which would be all: got {}
input/peer  allow[0].labels['a b']
  allowed: the value of a label, with a valid key
  fix: correct the label
  - invalid labels: got c
input/peer  allow[0].labels.app
  allowed: the value of a label, with a valid key
  fix: correct the label
  - invalid labels: got d e
input/peer  allow[0].labels.n
  allowed: the value of a label, with a valid key
  fix: correct the label
  - invalid labels: got 7 (a number)
input/peer  allow[0].addresses[0]
  allowed: an IPv4 or IPv6 address, or a range such as 10.0.0.0/28
  fix: correct the address
  - invalid addresses: got kubernetes
input/peer  allow[0].addresses[1]
  allowed: an IPv4 or IPv6 address, or a range such as 10.0.0.0/28
  fix: correct the address
  - invalid addresses: got 10.0.0.0/33
input/peer  allow[0].addresses
  allowed: a list of at least one address, such as ['192.0.2.10']
  fix: write the addresses as a list
  - no address: got []
input/peer  allow[0].port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - an invalid port of the API server: got 70000
input/dns  dns
  allowed: an object { namespace, labels, port, addresses }
  fix: describe the name servers, or remove dns for the pods with k8s-app: kube-dns in kube-system
  - name servers as a text: got "kube-dns" (a string)
input/dns  dns.namespace
  allowed: a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus
  fix: correct the namespace
  - invalid name servers: got DNS
input/dns  dns.labels
  allowed: at least one label, such as { app: 'web' }
  fix: add a label, or remove labels
  - invalid name servers: got {}
input/dns  dns.port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - invalid name servers: got 0
input/dns  dns.addresses[0]
  allowed: an IPv4 or IPv6 address, or a range such as 10.0.0.0/28
  fix: correct the address
  - invalid name servers: got node"
`);
});

test('reports both of two clients for one namespace', () => {
  const { app, chart } = egress();
  const props = { namespace: 'team-a', gateways: [exit(chart)] };
  new ClientNamespace(chart, 'one', { ...props, policyName: 'one' });
  new ClientNamespace(chart, 'two', { ...props, policyName: 'two' });
  expect(findings(app).map(({ rule, construct, got }) => [rule, construct, got])).toEqual([
    ['input/namespace', 'egress/one (ClientNamespace)', 'team-a, as in egress/two'],
    ['input/namespace', 'egress/two (ClientNamespace)', 'team-a, as in egress/one'],
  ]);
});

test('a malformed peer hides no other mistake', () => {
  const found = refuse({ gateways: [], allow: [ClusterPeer.pods({ labels: {} }), ClusterPeer.apiServer({ addresses: ['x'] })] });
  expect(found.map(({ path }) => path).sort()).toEqual(['allow[0].labels', 'allow[1].addresses[0]', 'gateways']);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of ofNamespace) refuse(given);
  };
  expect(untested(clientChecks, tried)).toEqual([]);
});
