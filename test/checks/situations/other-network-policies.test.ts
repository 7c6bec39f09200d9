import { BASE, type Circumstances, input, judge } from './situation';

/** A namespace in ambient with a Deployment, and objects of the namespace. */
const team = (name: string, ...objects: readonly string[]) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio.io/dataplane-mode: ambient, tier: client } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: ${name} }
spec:
  selector: { matchLabels: { app: client } }
  template: { metadata: { labels: { app: client } }, spec: { containers: [{ name: c, image: registry.example.com/c:1 }] } }
${objects.map((object) => `---\n${object}`).join('\n')}`;

const CLOSED = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: team-c }
spec: { podSelector: {}, policyTypes: [Egress] }`;

const cluster = (kind: string, spec: string, version = 'v1alpha2') => `
apiVersion: policy.networking.k8s.io/${version}
kind: ${kind}
metadata: { name: ${kind === 'BaselineAdminNetworkPolicy' ? 'default' : 'rule'} }
spec: ${spec}`;

const foreign = (apiVersion: string, kind: string, spec: string, namespace = 'team-c') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: theirs${namespace && `, namespace: ${namespace}`} }
spec: ${spec}`;

const ALL = '[{ networks: [0.0.0.0/0, "::/0"] }]';
const OPEN = 'error egress/direct-exit  Deployment team-c/client metadata.namespace';

test('a namespace that Cilium closes is not judged', () => {
  expect(judge([BASE, input('08-cilium-default-deny')])).toEqual([
    'info egress/not-judged  CiliumNetworkPolicy team-c/only-by-the-exit kind',
  ]);
});

test('agents of the node are no clients, if their namespace says so or is not in ambient', () => {
  const agents = input('44-node-agents');
  expect(judge([BASE, agents])).toEqual([
    'info egress/not-judged  DaemonSet monitoring/node-exporter spec.template.spec.hostNetwork',
  ]);
  expect(judge([BASE, agents], { platformNamespaces: ['monitoring'] })).toEqual([]);
});

test.each<[about: string, objects: readonly string[], findings: readonly string[], circumstances?: Circumstances]>([
  ['nothing limits the pods', [], [OPEN]],
  ['a NetworkPolicy closes them', [CLOSED], []],
  [
    'an Admin policy accepts before a default deny',
    [
      CLOSED,
      cluster(
        'ClusterNetworkPolicy',
        `{ tier: Admin, priority: 10, subject: { namespaces: {} }, egress: [{ action: Accept, to: ${ALL} }] }`,
      ),
    ],
    ['error egress/direct-exit  ClusterNetworkPolicy rule spec.egress[0]'],
  ],
  [
    'an Admin policy accepts names before a default deny',
    [
      CLOSED,
      cluster(
        'ClusterNetworkPolicy',
        '{ tier: Admin, priority: 10, subject: { namespaces: {} }, egress: [{ action: Accept, to: [{ domainNames: ["*.example.com"] }] }] }',
        'v1beta1',
      ),
    ],
    ['error egress/direct-exit  ClusterNetworkPolicy rule spec.egress[0]'],
  ],
  [
    'an AdminNetworkPolicy allows before a default deny',
    [
      CLOSED,
      cluster(
        'AdminNetworkPolicy',
        `{ priority: 10, subject: { namespaces: { matchLabels: { tier: client } } }, egress: [{ action: Allow, to: ${ALL} }] }`,
        'v1alpha1',
      ),
    ],
    ['error egress/direct-exit  AdminNetworkPolicy rule spec.egress[0]'],
  ],
  [
    'an Admin policy accepts for other namespaces',
    [
      CLOSED,
      cluster(
        'AdminNetworkPolicy',
        `{ priority: 10, subject: { namespaces: { matchLabels: { tier: other } } }, egress: [{ action: Allow, to: ${ALL} }] }`,
        'v1alpha1',
      ),
    ],
    [],
  ],
  [
    'an Admin policy accepts the API server and pods',
    [
      CLOSED,
      cluster(
        'ClusterNetworkPolicy',
        '{ tier: Admin, priority: 10, subject: { namespaces: {} }, egress: [{ action: Accept, to: [{ namespaces: {} }, { networks: [10.0.0.1/32] }, { nodes: {} }] }] }',
      ),
    ],
    [],
  ],
  [
    'an Admin policy denies everything but names of the cluster',
    [
      cluster(
        'ClusterNetworkPolicy',
        `{ tier: Admin, priority: 10, subject: { namespaces: {} }, egress: [{ action: Pass, to: [{ namespaces: {} }] }, { action: Deny, to: ${ALL} }] }`,
      ),
    ],
    [],
  ],
  [
    'a Baseline policy denies',
    [
      cluster(
        'BaselineAdminNetworkPolicy',
        `{ subject: { namespaces: {} }, egress: [{ action: Deny, to: ${ALL} }] }`,
        'v1alpha1',
      ),
    ],
    [],
  ],
  [
    'a Baseline policy denies IPv4 only',
    [
      cluster(
        'BaselineAdminNetworkPolicy',
        '{ subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ networks: [0.0.0.0/0] }] }] }',
        'v1alpha1',
      ),
    ],
    ['info egress/not-judged  Deployment team-c/client metadata.namespace'],
  ],
  [
    'a NetworkPolicy overrides a Baseline policy that denies',
    [
      CLOSED.replace('policyTypes: [Egress]', 'policyTypes: [Egress], egress: [{}]'),
      cluster(
        'ClusterNetworkPolicy',
        `{ tier: Baseline, priority: 10, subject: { namespaces: {} }, egress: [{ action: Deny, to: ${ALL} }] }`,
      ),
    ],
    ['error egress/direct-exit  NetworkPolicy team-c/closed spec.egress[0]'],
  ],
  [
    'a policy of Cilium selects other pods',
    [foreign('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: { matchLabels: { "k8s:app": other } }, egress: [] }')],
    [OPEN, 'info egress/not-judged  CiliumNetworkPolicy team-c/theirs kind'],
  ],
  [
    'a policy of Cilium limits ingress only',
    [foreign('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, ingress: [{}] }')],
    [OPEN],
  ],
  [
    'a policy of Cilium cannot close what a NetworkPolicy opens',
    [
      CLOSED.replace('policyTypes: [Egress]', 'egress: [{}]'),
      foreign('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, egress: [{}] }'),
    ],
    [
      'error egress/direct-exit  NetworkPolicy team-c/closed spec.egress[0]',
      'info egress/not-judged  CiliumNetworkPolicy team-c/theirs kind',
    ],
  ],
  [
    'a policy of Cilium for all namespaces may deny what a NetworkPolicy opens',
    [
      CLOSED.replace('policyTypes: [Egress]', 'egress: [{}]'),
      foreign(
        'cilium.io/v2',
        'CiliumClusterwideNetworkPolicy',
        '{ endpointSelector: {}, egressDeny: [{ toEntities: [world] }] }',
        '',
      ),
    ],
    ['info egress/not-judged  CiliumClusterwideNetworkPolicy theirs kind'],
  ],
  [
    'Calico closes all namespaces',
    [foreign('projectcalico.org/v3', 'GlobalNetworkPolicy', '{ selector: all(), types: [Egress] }', '')],
    ['info egress/not-judged  GlobalNetworkPolicy theirs kind'],
  ],
  [
    'a policy of Calico is only staged',
    [foreign('projectcalico.org/v3', 'StagedGlobalNetworkPolicy', '{ selector: all(), types: [Egress] }', '')],
    [OPEN],
  ],
  [
    'a policy of Calico is in another namespace',
    [foreign('projectcalico.org/v3', 'NetworkPolicy', '{ types: [Egress] }', 'team-x')],
    [OPEN, 'info egress/not-judged  NetworkPolicy team-x/theirs kind'],
  ],
  [
    'OVN-Kubernetes has a firewall',
    [foreign('k8s.ovn.org/v1', 'EgressFirewall', '{ egress: [{ type: Deny, to: { cidrSelector: 0.0.0.0/0 } }] }')],
    ['info egress/not-judged  EgressFirewall team-c/theirs kind'],
  ],
  [
    'an unknown plugin has its own network policies',
    [foreign('net.example.com/v1', 'TeamNetworkPolicy', '{}')],
    ['info egress/not-judged  TeamNetworkPolicy team-c/theirs kind'],
  ],
  [
    'the pods have a second network',
    [CLOSED, foreign('k8s.cni.cncf.io/v1', 'NetworkAttachmentDefinition', '{ config: "{}" }')],
    ['info egress/not-judged  NetworkAttachmentDefinition team-c/theirs kind'],
  ],
  ['another repository has the policy', [], [], { external: ['NetworkPolicy team-c/closed'] }],
  ['another repository has a policy for all namespaces', [], [], { external: ['ClusterNetworkPolicy closed'] }],
  ['another repository has a policy of another namespace', [], [OPEN], { external: ['NetworkPolicy team-x/closed'] }],
  [
    'another repository has a policy, and this one opens',
    [CLOSED.replace('policyTypes: [Egress]', 'egress: [{}]')],
    ['error egress/direct-exit  NetworkPolicy team-c/closed spec.egress[0]'],
    { external: ['NetworkPolicy team-c/other'] },
  ],
])('%s', (...[, objects, findings, circumstances]) => {
  expect(judge([BASE, team('team-c', ...objects)], circumstances)).toEqual(findings);
});

const generate = (rule: string) => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: default-deny }
spec:
  rules:
    - name: deny
      match: { any: [{ resources: { kinds: [Namespace] } }] }
      generate: ${rule}`;
const COPY = 'synchronize: true, name: deny, namespace: "{{request.object.metadata.name}}"';

test('namespaces that Kyverno closes are not judged, and said once', () => {
  const rule = generate(
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, ${COPY}, data: { spec: { podSelector: {}, policyTypes: [Egress] } } }`,
  );
  expect(judge([BASE, team('team-c'), team('team-d'), rule])).toEqual([
    'info egress/not-judged  ClusterPolicy default-deny kind',
  ]);
});

test('a policy that generates for other namespaces closes nothing', () => {
  const data = 'data: { spec: { podSelector: {}, policyTypes: [Egress] } }';
  const rule = generate(`{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, ${COPY}, ${data} }`);
  const judged = (...names: readonly string[]) =>
    judge([BASE, team('team-c'), rule.replace('kinds: [Namespace]', `kinds: [Namespace], names: [${names.join(', ')}]`)]);
  const listed = 'info egress/not-judged  ClusterPolicy default-deny kind';
  expect(judged('other-*')).toEqual([OPEN, listed]);
  expect(judged('other-*', 'team-*')).toEqual([listed]);
  const excluding = rule.replace(
    'generate:',
    'exclude: { any: [{ resources: { kinds: [Namespace], names: [team-c] } }] }\n      generate:',
  );
  expect(judge([BASE, team('team-c'), excluding])).toEqual([OPEN, listed]);
});

test('a policy that is generated in another namespace closes nothing', () => {
  const into = (namespace: string) =>
    generate(
      `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: deny, namespace: ${namespace}, data: { spec: { podSelector: {}, policyTypes: [Egress] } } }`,
    );
  const listed = 'info egress/not-judged  ClusterPolicy default-deny kind';
  expect(judge([BASE, team('team-c'), into('team-x')])).toEqual([OPEN, listed]);
  expect(judge([BASE, team('team-c'), into('team-c')])).toEqual([listed]);
});

test('a generated policy that limits ingress only closes nothing', () => {
  const rule = generate(
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, ${COPY}, data: { spec: { podSelector: {}, policyTypes: [Ingress] } } }`,
  );
  expect(judge([BASE, team('team-c'), rule])).toEqual([OPEN]);
});

test('a GeneratingPolicy can close namespaces', () => {
  const policy = `
apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: { name: default-deny }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces] }] }
  variables: [{ name: policy, expression: '[{"kind": "NetworkPolicy", "apiVersion": "networking.k8s.io/v1"}]' }]
  generate: [{ expression: 'generator.Apply(object.metadata.name, variables.policy)' }]`;
  expect(judge([BASE, team('team-c'), policy])).toEqual(['info egress/not-judged  GeneratingPolicy default-deny kind']);
});

test('whether a policy closes a namespace can depend on labels that are unknown', () => {
  const [, deployment = ''] = team('team-c').split('---');
  const policy = (namespaces: string) =>
    cluster(
      'ClusterNetworkPolicy',
      `{ tier: Admin, priority: 10, subject: { namespaces: ${namespaces} }, egress: [{ action: Deny, to: ${ALL} }] }`,
    );
  const judged = (namespaces: string) => judge([BASE, deployment, policy(namespaces)]);
  expect(judged('{ matchLabels: { tier: client } }')).toEqual([
    'info egress/not-judged  Deployment team-c/client metadata.namespace',
  ]);
  expect(judged('{ matchLabels: { kubernetes.io/metadata.name: team-c } }')).toEqual([]);
  expect(judged('{ matchLabels: { kubernetes.io/metadata.name: team-d } }')).toEqual([OPEN]);
});

test('a team on the network of the node leaves without the gateway', () => {
  const onNode = (kind: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: team-e, labels: ${labels} }
---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: app, namespace: team-e }
spec:
  selector: { matchLabels: { app: app } }
  template: { metadata: { labels: { app: app } }, spec: { hostNetwork: true, containers: [{ name: c, image: registry.example.com/c:1 }] } }`;
  const path = 'team-e/app spec.template.spec.hostNetwork';
  const ambient = '{ istio.io/dataplane-mode: ambient }';
  expect(judge([BASE, onNode('DaemonSet', ambient)])).toEqual([`error egress/direct-exit  DaemonSet ${path}`]);
  expect(judge([BASE, onNode('Deployment', '{}')])).toEqual([`error egress/direct-exit  Deployment ${path}`]);
  expect(judge([BASE, onNode('DaemonSet', '{}')])).toEqual([`info egress/not-judged  DaemonSet ${path}`]);
  expect(judge([BASE, onNode('Deployment', '{}')], { platformNamespaces: ['team-*'] })).toEqual([]);
});

test('the pods of the gateway itself, as an export of the cluster has them, are no clients', () => {
  const deployment = (name: string, namespace: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } }
  template:
    metadata: { labels: { gateway.networking.k8s.io/gateway-name: exit } }
    spec: { containers: [{ name: c, image: registry.example.com/envoy:1 }] }`;
  const reported = (name: string, namespace: string) => judge([BASE, deployment(name, namespace)]);
  expect(reported('exit', 'egress-system')).toEqual([]);
  // The label alone makes no gateway.
  expect(reported('exit', 'team-c')).toEqual(['error egress/direct-exit  Deployment team-c/exit metadata.namespace']);
});

test('policies of plugins are not listed where no egress gateway is', () => {
  expect(
    judge([team('team-c', foreign('cilium.io/v2', 'CiliumNetworkPolicy', '{ endpointSelector: {}, egress: [{}] }'))]),
  ).toEqual([]);
});
