import { parseAllDocuments } from 'yaml';
import { Catalogue } from '../../../lib/checks/graph/catalogue';
import { type Flow, NetworkPolicies, type Peer, type Pod } from '../../../lib/checks/graph/network-policies';
import { schemaOf, validate } from '../../../lib/checks/object';
import { ALL_ADDRESSES, ALL_PORTS, hasIpv4 } from '../../../lib/core/net/region';
import type { Manifest } from '../../../lib/manifests/manifest';

const NAMESPACES = ['a', 'b'].map(
  (name) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name}, labels: { team: ${name} } } }`,
);

/** `Admin 10: {…}`, `Baseline 10: {…}`, `ANP 10: {…}`, `BANP: {…}`, or a NetworkPolicy of namespace a: `NP: {…}`. */
function objectOf(text: string, index: number): string {
  const [, kind = '', priority = '', spec = ''] = /^(\w+) ?(\d*): \{(.*)\}$/s.exec(text) ?? [];
  const subject = spec.includes('subject') ? '' : 'subject: { namespaces: {} }, ';
  const group = 'apiVersion: policy.networking.k8s.io';
  switch (kind) {
    case 'NP':
      return `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p${index}, namespace: a }, spec: {${spec}} }`;
    case 'ANP':
      return `{ ${group}/v1alpha1, kind: AdminNetworkPolicy, metadata: { name: p${index} }, spec: { ${subject}priority: ${priority},${spec}} }`;
    case 'BANP':
      return `{ ${group}/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: { name: default }, spec: { ${subject}${spec}} }`;
    default:
      return `{ ${group}/v1alpha2, kind: ClusterNetworkPolicy, metadata: { name: p${index} }, spec: { ${subject}tier: ${kind}, priority: ${priority},${spec}} }`;
  }
}

/** Policies over the namespaces `a` (team: a) and `b` (team: b), all valid for the API server. */
function policies(texts: readonly string[]): NetworkPolicies {
  const documents = [...NAMESPACES, ...texts.map(objectOf)].join('\n---\n');
  const objects = parseAllDocuments(documents).map((one) => one.toJS() as Manifest);
  for (const object of objects) {
    const schema = schemaOf(object.apiVersion, object.kind);
    expect([object, ...(schema ? validate(object, schema) : ['no schema'])]).toEqual([object]);
  }
  return new NetworkPolicies(new Catalogue(objects, {}));
}

const PODS: Readonly<Record<string, Peer>> = {
  client: { namespace: 'a', labels: { app: 'client' } },
  gateway: { namespace: 'b', labels: { app: 'gateway' }, ports: { web: 8080 } },
  stranger: { namespace: 'c', labels: { app: 'client' } },
  outside: { address: '198.51.100.7', host: 'api.example.com' },
  unnamed: { address: '198.51.100.7' },
  lan: { address: '10.1.2.3' },
};

/** `client > gateway:15008`, `client > outside:53/UDP`. */
function flow(text: string): Flow {
  const [, from = '', to = '', port, protocol = 'TCP'] = /^(\w+) > (\w+):(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { from: PODS[from] as Peer, to: PODS[to] as Peer, port: Number(port), protocol: protocol as 'TCP' };
}

const CLOSED = 'NP: { podSelector: {}, policyTypes: [Egress] }';
const OPEN = 'NP: { podSelector: {}, policyTypes: [Egress], egress: [{}] }';
const ALL = '[{ networks: [0.0.0.0/0, "::/0"] }]';
const out = (action: string, more = '') => `egress: [{ action: ${action}, to: ${ALL}${more} }]`;

// The rules of the Network Policy API, case by case: policies, a connection, whether it is permitted.
test.each<[about: string, policies: string[], flow: string, permitted: boolean | undefined]>([
  ['Admin accepts before a default deny', [CLOSED, `Admin 10: { ${out('Accept')} }`], 'client > outside:443', true],
  ['Admin denies before a NetworkPolicy permits', [OPEN, `Admin 10: { ${out('Deny')} }`], 'client > outside:443', false],
  ['Admin passes to a default deny', [CLOSED, `Admin 10: { ${out('Pass')} }`], 'client > outside:443', false],
  ['Admin passes to a NetworkPolicy that permits', [OPEN, `Admin 10: { ${out('Pass')} }`], 'client > outside:443', true],
  [
    'Admin passes over a later deny',
    [`Admin 10: { ${out('Pass')} }`, `Admin 20: { ${out('Deny')} }`],
    'client > outside:443',
    true,
  ],
  [
    'the lower priority decides',
    [`Admin 20: { ${out('Accept')} }`, `Admin 10: { ${out('Deny')} }`],
    'client > outside:443',
    false,
  ],
  [
    'equal priorities are undecided',
    [`Admin 10: { ${out('Accept')} }`, `Admin 10: { ${out('Deny')} }`],
    'client > outside:443',
    undefined,
  ],
  [
    'the first rule decides',
    [`Admin 10: { egress: [{ action: Accept, to: [{ networks: [198.51.100.0/24] }] }, { action: Deny, to: ${ALL} }] }`],
    'client > outside:443',
    true,
  ],
  ['a policy without egress rules does not limit egress', ['Admin 10: { ingress: [] }'], 'client > outside:443', true],
  [
    'no rule of Admin matches',
    [CLOSED, `Admin 10: { ${out('Accept', ', protocols: [{ tcp: { destinationPort: { number: 80 } } }]')} }`],
    'client > outside:443',
    false,
  ],
  ['Baseline denies pods without NetworkPolicy', [`Baseline 10: { ${out('Deny')} }`], 'client > outside:443', false],
  ['a NetworkPolicy overrides Baseline', [OPEN, `Baseline 10: { ${out('Deny')} }`], 'client > outside:443', true],
  ['Baseline does not open a default deny', [CLOSED, `Baseline 10: { ${out('Accept')} }`], 'client > outside:443', false],
  [
    'Baseline passes to the default',
    [`Baseline 10: { ${out('Pass')} }`, `Baseline 20: { ${out('Deny')} }`],
    'client > outside:443',
    true,
  ],
  [
    'a subject by namespace',
    [`Admin 10: { subject: { namespaces: { matchLabels: { team: b } } }, ${out('Deny')} }`],
    'client > outside:443',
    true,
  ],
  [
    'a subject by pod',
    [`Admin 10: { subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: client } } } }, ${out('Deny')} }`],
    'client > outside:443',
    false,
  ],
  [
    'a subject with unknown labels',
    [`Admin 10: { subject: { namespaces: { matchLabels: { team: b } } }, ${out('Deny')} }`],
    'stranger > outside:443',
    undefined,
  ],
  [
    'a subject by the name of a namespace',
    [`Admin 10: { subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: c } } }, ${out('Deny')} }`],
    'stranger > outside:443',
    false,
  ],
  ['networks contain pods', [`Admin 10: { ${out('Deny')} }`], 'client > gateway:8080', false],
  [
    'public networks do not contain pods',
    ['Admin 10: { egress: [{ action: Deny, to: [{ networks: [198.51.100.0/24] }] }] }'],
    'client > gateway:8080',
    true,
  ],
  [
    'networks may contain pods',
    ['Admin 10: { egress: [{ action: Deny, to: [{ networks: [10.0.0.0/8] }] }] }'],
    'client > gateway:8080',
    undefined,
  ],
  [
    'a peer by namespace',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ namespaces: { matchLabels: { team: b } } }] }] }'],
    'client > gateway:15008',
    true,
  ],
  [
    'a peer by pod',
    [
      CLOSED,
      'Admin 10: { egress: [{ action: Accept, to: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: other } } } }] }] }',
    ],
    'client > gateway:15008',
    false,
  ],
  [
    'a domain name',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ domainNames: ["*.example.com"] }] }] }'],
    'client > outside:443',
    true,
  ],
  [
    'another domain name',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ domainNames: [example.com] }] }] }'],
    'client > outside:443',
    false,
  ],
  [
    'an address whose name is unknown',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ domainNames: [example.com] }] }] }'],
    'client > unnamed:443',
    undefined,
  ],
  [
    'an address that may be a node',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ nodes: {} }] }] }'],
    'client > lan:443',
    undefined,
  ],
  [
    'a range of ports',
    [`Admin 10: { ${out('Deny', ', protocols: [{ udp: { destinationPort: { range: { start: 1, end: 999 } } } }]')} }`],
    'client > outside:443/UDP',
    false,
  ],
  [
    'another protocol',
    [`Admin 10: { ${out('Deny', ', protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 65535 } } } }]')} }`],
    'client > outside:443/UDP',
    true,
  ],
  [
    'a named port',
    [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ namespaces: {} }], protocols: [{ destinationNamedPort: web }] }] }'],
    'client > gateway:8080',
    true,
  ],
  [
    'ingress is denied at the other end',
    [
      'Admin 10: { subject: { namespaces: { matchLabels: { team: b } } }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }',
    ],
    'client > gateway:8080',
    false,
  ],
  [
    'egress is accepted, but ingress is not',
    [
      CLOSED,
      'Admin 10: { egress: [{ action: Accept, to: [{ namespaces: {} }] }], ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }',
    ],
    'client > gateway:8080',
    false,
  ],
  ['v1alpha1: Admin allows before a default deny', [CLOSED, `ANP 10: { ${out('Allow')} }`], 'client > outside:443', true],
  [
    'v1alpha1: Admin denies a port',
    [`ANP 10: { ${out('Deny', ', ports: [{ portNumber: { port: 443, protocol: TCP } }]')} }`],
    'client > outside:443',
    false,
  ],
  [
    'v1alpha1: Admin denies a range of ports',
    [`ANP 10: { ${out('Deny', ', ports: [{ portRange: { start: 400, end: 500, protocol: TCP } }]')} }`],
    'client > outside:80',
    true,
  ],
  ['v1alpha1: Admin passes', [CLOSED, `ANP 10: { ${out('Pass')} }`], 'client > outside:443', false],
  ['v1alpha1: Baseline denies', [`BANP: { ${out('Deny')} }`], 'client > outside:443', false],
  ['v1alpha1: a NetworkPolicy overrides Baseline', [OPEN, `BANP: { ${out('Deny')} }`], 'client > outside:443', true],
])('%s', (_, texts, connection, permitted) => {
  expect(policies(texts).permit(flow(connection))).toBe(permitted);
});

test('the rule that decides is known', () => {
  const decided = policies([CLOSED, `Admin 10: { ${out('Accept')} }`]).decide('Egress', flow('client > outside:443'));
  expect(decided.map(({ permitted, rule }) => [permitted, rule?.policy.kind, rule?.path])).toEqual([
    [true, 'ClusterNetworkPolicy', ['spec', 'egress', 0]],
  ]);
});

const EVERYTHING = [{ addresses: ALL_ADDRESSES, ports: ALL_PORTS }];

// Which rules open addresses, and whether something stays unlimited.
test.each<[about: string, policies: string[], openings: number, unlimited: boolean]>([
  ['Admin accepts after it denied everything', [`Admin 10: { ${out('Deny')} }`, `Admin 20: { ${out('Accept')} }`], 0, false],
  ['Admin accepts before a default deny', [CLOSED, `Admin 10: { ${out('Accept')} }`], 1, false],
  [
    'Admin accepts names before it denies',
    [`Admin 10: { egress: [{ action: Accept, to: [{ domainNames: [a.example.com] }] }, { action: Deny, to: ${ALL} }] }`],
    1,
    false,
  ],
  [
    'Admin accepts names after it denied everything',
    [`Admin 10: { egress: [{ action: Deny, to: ${ALL} }, { action: Accept, to: [{ domainNames: [a.example.com] }] }] }`],
    0,
    false,
  ],
  ['Admin accepts pods', [CLOSED, 'Admin 10: { egress: [{ action: Accept, to: [{ namespaces: {} }] }] }'], 0, false],
  ['Baseline denies', [`Baseline 10: { ${out('Deny')} }`], 0, false],
  ['Baseline denies a part', ['Baseline 10: { egress: [{ action: Deny, to: [{ networks: [0.0.0.0/1] }] }] }'], 0, true],
  [
    'Baseline accepts a part',
    [`Baseline 10: { egress: [{ action: Accept, to: [{ networks: [198.51.100.0/24] }] }, { action: Deny, to: ${ALL} }] }`],
    1,
    false,
  ],
  ['Admin passes, and nothing follows', [`Admin 10: { ${out('Pass')} }`], 0, true],
])('what pods reach if %s', (_, texts, openings, unlimited) => {
  const reach = policies(texts).reach(PODS.client as Pod, EVERYTHING);
  expect([reach.openings.length, hasIpv4(reach.unlimited)]).toEqual([openings, unlimited]);
});

test('a policy with an unknown subject closes at most, and opens at most', () => {
  const policy = `Admin 10: { subject: { namespaces: { matchLabels: { team: b } } }, ${out('Deny')} }`;
  const stranger = PODS.stranger as Pod;
  expect(policies([policy]).reach(stranger, EVERYTHING, 'limits').unlimited).toEqual([]);
  expect(policies([policy]).reach(stranger, EVERYTHING, 'permits').unlimited).toEqual(EVERYTHING);
});
