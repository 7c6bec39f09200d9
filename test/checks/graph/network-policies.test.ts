import { parseAllDocuments } from 'yaml';
import { Catalogue } from '../../../lib/checks/graph/catalogue';
import { type Flow, NetworkPolicies, type Peer, type Pod } from '../../../lib/checks/graph/network-policies';
import { type Cidr, parseCidr } from '../../../lib/core/net/cidr';
import { ALL_ADDRESSES, addressesOf, portsOf } from '../../../lib/core/net/region';
import { difference } from '../../../lib/core/net/spans';
import type { Manifest } from '../../../lib/manifests/manifest';

/** Policies of the namespace `a`, each given by its spec; the namespaces `a` (team: a) and `b` (team: b) are known. */
function policies(...specs: readonly string[]): NetworkPolicies {
  const namespace = (name: string) =>
    `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name}, labels: { team: ${name} } } }`;
  const policy = (spec: string, index: number) =>
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p${index}, namespace: a }, spec: ${spec} }`;
  const documents = [namespace('a'), namespace('b'), ...specs.map(policy)].join('\n---\n');
  return new NetworkPolicies(
    new Catalogue(
      parseAllDocuments(documents).map((one) => one.toJS() as Manifest),
      {},
    ),
  );
}

const PODS: Readonly<Record<string, Peer>> = {
  client: { namespace: 'a', labels: { app: 'client' } },
  sibling: { namespace: 'a', labels: { app: 'sibling' } },
  gateway: { namespace: 'b', labels: { app: 'gateway' }, ports: { web: 8080 } },
  stranger: { namespace: 'c', labels: { app: 'gateway' } },
  outside: { address: '198.51.100.7' },
  lan: { address: '10.1.2.3' },
};

/** `client > gateway:15008`, `client > outside:53/UDP`. */
function flow(text: string): Flow {
  const [, from = '', to = '', port, protocol = 'TCP'] = /^(\w+) > (\w+):(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { from: PODS[from] as Peer, to: PODS[to] as Peer, port: Number(port), protocol: protocol as 'TCP' };
}

// The rules of Kubernetes, case by case: specs of policies in namespace a, a connection, whether it is permitted.
test.each<[about: string, specs: string[], flow: string, permitted: boolean | undefined]>([
  ['no policy', [], 'client > outside:443', true],
  ['an ingress policy does not limit egress', ['{ podSelector: {} }'], 'client > outside:443', true],
  ['an empty ingress policy denies all ingress', ['{ podSelector: {} }'], 'gateway > client:80', false],
  ['default deny of egress', ['{ podSelector: {}, policyTypes: [Egress] }'], 'client > outside:443', false],
  [
    'default deny of egress, to a pod in the same namespace',
    ['{ podSelector: {}, policyTypes: [Egress] }'],
    'client > sibling:80',
    false,
  ],
  ['default deny of egress does not limit ingress', ['{ podSelector: {}, policyTypes: [Egress] }'], 'gateway > client:80', true],
  [
    'an empty egress list without policyTypes does not limit egress',
    ['{ podSelector: {}, egress: [] }'],
    'client > outside:443',
    true,
  ],
  [
    'egress rules without policyTypes limit egress',
    ['{ podSelector: {}, egress: [{ ports: [{ port: 53 }] }] }'],
    'client > outside:443',
    false,
  ],
  [
    'an empty policyTypes list is ignored',
    ['{ podSelector: {}, policyTypes: [], egress: [{ ports: [{ port: 53 }] }] }'],
    'client > outside:53',
    true,
  ],
  [
    'a policy for another pod',
    ['{ podSelector: { matchLabels: { app: other } }, policyTypes: [Egress] }'],
    'client > outside:443',
    true,
  ],
  [
    'selected by an expression',
    ['{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [client] }] }, policyTypes: [Egress] }'],
    'client > outside:443',
    false,
  ],
  [
    'not selected by an expression',
    ['{ podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] }, policyTypes: [Egress] }'],
    'client > outside:443',
    true,
  ],
  ['an empty rule permits everything', ['{ podSelector: {}, egress: [{}] }'], 'client > outside:443', true],
  ['empty lists are like absent lists', ['{ podSelector: {}, egress: [{ to: [], ports: [] }] }'], 'client > outside:443', true],
  [
    'a connection needs only one of the policies',
    ['{ podSelector: {}, policyTypes: [Egress] }', '{ podSelector: {}, egress: [{}] }'],
    'client > outside:443',
    true,
  ],
  ['a port', ['{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }'], 'client > outside:443', true],
  ['another port', ['{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }'], 'client > outside:80', false],
  [
    'a port is a TCP port by default',
    ['{ podSelector: {}, egress: [{ ports: [{ port: 53 }] }] }'],
    'client > outside:53/UDP',
    false,
  ],
  [
    'a protocol without a port',
    ['{ podSelector: {}, egress: [{ ports: [{ protocol: UDP }] }] }'],
    'client > outside:443/UDP',
    true,
  ],
  [
    'a range of ports',
    ['{ podSelector: {}, egress: [{ ports: [{ port: 8000, endPort: 8100 }] }] }'],
    'client > outside:8100',
    true,
  ],
  [
    'outside a range of ports',
    ['{ podSelector: {}, egress: [{ ports: [{ port: 8000, endPort: 8100 }] }] }'],
    'client > outside:8101',
    false,
  ],
  [
    'a named port of the target pod',
    ['{ podSelector: {}, egress: [{ ports: [{ port: web }] }] }'],
    'client > gateway:8080',
    true,
  ],
  [
    'a port name that the target pod does not have',
    ['{ podSelector: {}, egress: [{ ports: [{ port: web }] }] }'],
    'client > sibling:8080',
    false,
  ],
  [
    'an address has no named ports',
    ['{ podSelector: {}, egress: [{ ports: [{ port: web }] }] }'],
    'client > outside:8080',
    false,
  ],
  [
    'a pod selector selects pods in its own namespace',
    ['{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }'],
    'client > sibling:80',
    true,
  ],
  [
    'a pod selector does not select pods in other namespaces',
    ['{ podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] }'],
    'client > gateway:80',
    false,
  ],
  [
    'a namespace selector',
    ['{ podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { team: b } } }] }] }'],
    'client > gateway:80',
    true,
  ],
  [
    'a namespace selector by the name of the namespace',
    ['{ podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: b } } }] }] }'],
    'client > gateway:80',
    true,
  ],
  [
    'an empty namespace selector selects all namespaces',
    ['{ podSelector: {}, egress: [{ to: [{ namespaceSelector: {} }] }] }'],
    'client > stranger:80',
    true,
  ],
  [
    'a namespace selector does not match outside addresses',
    ['{ podSelector: {}, egress: [{ to: [{ namespaceSelector: {} }] }] }'],
    'client > outside:80',
    false,
  ],
  [
    'both selectors in one peer',
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: gateway } } }] }] }',
    ],
    'client > sibling:80',
    false,
  ],
  [
    'both selectors in separate peers',
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }, { podSelector: { matchLabels: { app: gateway } } }] }] }',
    ],
    'client > sibling:80',
    true,
  ],
  [
    'a namespace with unknown labels',
    ['{ podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { team: b } } }] }] }'],
    'client > stranger:80',
    undefined,
  ],
  [
    'a range of addresses',
    ['{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }'],
    'client > outside:443',
    true,
  ],
  [
    'a range of addresses with an exception',
    ['{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }] }] }'],
    'client > lan:443',
    false,
  ],
  [
    'a range of addresses does not match pods',
    ['{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }'],
    'client > sibling:443',
    false,
  ],
  [
    'permitted ingress',
    ['{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }], ports: [{ port: 80 }] }] }'],
    'gateway > client:80',
    true,
  ],
  [
    'ingress on another port',
    ['{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }], ports: [{ port: 80 }] }] }'],
    'gateway > client:81',
    false,
  ],
  ['both ends must permit', ['{ podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}] }'], 'client > sibling:80', false],
])('%s', (_, specs, connection, permitted) => {
  expect(policies(...specs).permit(flow(connection))).toBe(permitted);
});

/** What the client can reach of the TCP ports of all addresses outside a part of the IPv4 range. */
function reached(...specs: readonly string[]) {
  const near = addressesOf([parseCidr('0.0.0.0/2') as Cidr, parseCidr('64.0.0.0/2') as Cidr]);
  const region = [{ addresses: difference(ALL_ADDRESSES, near), ports: portsOf('TCP') }];
  return policies(...specs).reach(PODS.client as Pod, region);
}

test.each<[about: string, spec: string, openings: number]>([
  ['nothing', '{ podSelector: {}, policyTypes: [Egress] }', 0],
  ['all addresses', '{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }', 1],
  ['no addresses over UDP', '{ podSelector: {}, egress: [{ ports: [{ port: 443, protocol: UDP }] }] }', 0],
  ['a public range', '{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }] }] }', 1],
  [
    'nothing outside the cluster',
    '{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 10.1.0.0/16 } }, { namespaceSelector: {} }] }] }',
    0,
  ],
])('an isolated pod can reach %s', (_, spec, openings) => {
  expect(reached(spec).openings).toHaveLength(openings);
  expect(reached(spec).unlimited).toEqual([]);
});

test('a pod that no policy selects reaches everything', () => {
  expect(reached()).toEqual({ openings: [], unlimited: [expect.anything()] });
});
