import { invariant, judged, withMore } from './company';

/*
 * Ways of pods without a gateway about which an invariant must not be silent.
 */

const firstLines = (demand: string, yaml: string, external: readonly string[] = []) =>
  judged(invariant(demand), yaml, { external }).map((line) => line.split('\n')[0]);
const together = (...documents: readonly string[]) => documents.join('\n---\n');

const NO_METADATA = 'deny: { addresses: [169.254.0.0/16] }';
const namespace = (name: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }`;
const workload = (kind: string, spec = '') => `
apiVersion: ${kind}
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } }, spec: { ${spec}containers: [{ name: web, image: 'web:1' }] } }`;
const policy = (podSelector: string, egress: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: shop }
spec: { podSelector: ${podSelector}, policyTypes: [Egress], egress: ${egress} }`;
const clusterPolicy = (name: string, priority: number, action: string, to: string, subject = '{ namespaces: {} }') => `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: ${name} }
spec: { tier: Admin, priority: ${priority}, subject: ${subject}, egress: [{ action: ${action}, to: ${to} }] }`;

describe('without an egress gateway', () => {
  test.each([
    [
      'policies of other network plugins',
      [
        workload('apps/v1\nkind: Deployment'),
        'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: all, namespace: shop }\nspec: { endpointSelector: {}, egress: [{ toEntities: [world] }] }',
      ],
      'undecided CiliumNetworkPolicy shop/all kind: an object of Cilium; only it can close the egress of Deployment shop/web',
    ],
    [
      'agents of the node',
      [workload('apps/v1\nkind: DaemonSet', 'hostNetwork: true, ')],
      'undecided DaemonSet shop/web spec.template.spec.hostNetwork: a DaemonSet on the network of the node, which no policy limits',
    ],
    [
      'labels that a controller adds',
      [workload('argoproj.io/v1alpha1\nkind: Rollout'), policy('{ matchLabels: { extra: x } }', '[]')],
      'undecided Rollout shop/web metadata.namespace: policies that apply depending on the labels that the controller of Rollout adds to its pods',
    ],
  ])('%s are not decided', (_, documents, expected) => {
    expect(firstLines(NO_METADATA, together(...documents))).toEqual([expected]);
  });
});

describe('pods that are not among the manifests', () => {
  const TO_METADATA = '[{ networks: [169.254.169.254/32] }]';

  test.each([
    '{ key: app, operator: In, values: [a, b] }',
    '{ key: app, operator: Exists }',
    '{ key: app, operator: DoesNotExist }',
  ])('a policy opens the way to pods with %s', (expression) => {
    const open = policy(`{ matchExpressions: [${expression}] }`, '[{ to: [{ ipBlock: { cidr: 169.254.169.254/32 } }] }]');
    expect(firstLines(NO_METADATA, open)).toEqual(['NetworkPolicy shop/egress spec.egress[0]: an opening for denied addresses']);
  });

  test('a policy for all namespaces opens the way', () => {
    const open = clusterPolicy('open', 5, 'Accept', TO_METADATA);
    expect(firstLines(NO_METADATA, open)).toEqual(['ClusterNetworkPolicy open spec.egress[0]: an opening for denied addresses']);
    expect(firstLines(`callers: { namespaces: [shop] }, ${NO_METADATA}`, together(namespace('shop'), open))).toContain(
      'undecided ClusterNetworkPolicy open spec.egress[0]: an opening for denied addresses',
    );
    const before = clusterPolicy('closed', 4, 'Deny', '[{ networks: [169.254.0.0/16] }]');
    expect(firstLines(NO_METADATA, together(open, before))).toEqual([]);
    const after = before.replace('priority: 4', 'priority: 6');
    expect(firstLines(NO_METADATA, together(open, after))).toHaveLength(1);
  });

  test('a policy for one namespace opens the way of its pods', () => {
    const subject = '{ namespaces: { matchLabels: { kubernetes.io/metadata.name: shop } } }';
    const open = clusterPolicy('open', 5, 'Accept', TO_METADATA, subject);
    expect(firstLines(`callers: { namespaces: [shop] }, ${NO_METADATA}`, open)).toContain(
      'ClusterNetworkPolicy open spec.egress[0]: an opening for denied addresses',
    );
    expect(firstLines(`callers: { namespaces: [other] }, ${NO_METADATA}`, open)).toEqual(['unused callers.namespaces[0]: other']);
    expect(firstLines(NO_METADATA, open.replace('name: shop', 'name: kube-system'))).toEqual([]);
  });

  test('a namespace without a policy leaves them the way', () => {
    const demand = "callers: { namespaces: [sandbox] }, deny: { hosts: ['*'] }";
    const open = withMore(namespace('sandbox'));
    expect(firstLines(demand, open)).toEqual([
      'undecided Namespace sandbox metadata.name: namespace sandbox, whose egress no policy limits',
    ]);
    expect(firstLines('callers: { namespaces: [payments] }, deny: { hosts: [evil.example.com] }', open)).toEqual([]);
    expect(firstLines(demand, open, ['NetworkPolicy sandbox/egress'])).toEqual([]);
    expect(firstLines(demand, together(open, policy('{}', '[]').replace('namespace: shop', 'namespace: sandbox')))).toEqual([]);
  });
});

test('a rule that opens addresses and names opens both', () => {
  const to = '[{ networks: [203.0.113.0/24] }, { domainNames: [a.evil.example] }]';
  const demand = 'callers: { namespaces: [payments] }, ways: [direct], only: { addresses: [203.0.113.0/24] }';
  expect(firstLines(demand, withMore(clusterPolicy('open', 5, 'Accept', to)))).toEqual([
    'ClusterNetworkPolicy open spec.egress[0]: a.evil.example',
  ]);
});
