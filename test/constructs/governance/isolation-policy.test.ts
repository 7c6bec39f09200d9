import { parse } from 'yaml';
import { isolationGuard } from '../../../lib/constructs/governance/isolation-policy';
import { type Writing, written } from './admission-request';
import { alone } from './alone';

const spec = alone(
  isolationGuard({
    exempt: { users: ['argo'] },
    clients: ['team-a'],
    namespaces: ['egress-system', 'team-a'],
    declared: () => ({ 'team-a': ['closed'] }),
  }),
);

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const namespace = (name: string, labels: object = AMBIENT) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

describe('namespaces', () => {
  const message = /^without the label istio\.io\/dataplane-mode: ambient, .*: keep the label/;

  test('keep the label that puts them into the mesh', () => {
    for (const name of ['team-a', 'egress-system']) {
      const before = namespace(name);
      expect(written(spec, namespace(name, {}), { before })).toMatch(message);
      expect(written(spec, namespace(name, { 'istio.io/dataplane-mode': 'none' }), { before })).toMatch(message);
      expect(written(spec, namespace(name, { ...AMBIENT, team: 'a' }), { before })).toBe('accepted');
    }
  });

  test('of clients are created with it', () => {
    expect(written(spec, namespace('team-a', {}))).toMatch(message);
    expect(written(spec, namespace('team-a'))).toBe('accepted');
  });

  test('that never had it can be changed', () => {
    expect(written(spec, namespace('team-a', { team: 'a' }), { before: namespace('team-a', {}) })).toBe('accepted');
    expect(written(spec, namespace('egress-system', {}))).toBe('accepted');
  });

  test('of others are left alone', () => {
    expect(written(spec, namespace('team-b', {}), { before: namespace('team-b') })).toBe(
      'not matched: about-clients-or-gateways',
    );
  });
});

const policy = (name: string, given: string, where = 'team-a') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: where },
  spec: { podSelector: {}, ...parse(given) },
});
const open = policy('open', '{ policyTypes: [Egress], egress: [{}] }');
const closed = policy('closed', '{ policyTypes: [Ingress, Egress], egress: [] }');
const ingress = policy('web', '{ policyTypes: [Ingress], ingress: [{}] }');

describe('NetworkPolicies about egress', () => {
  const message = /^NetworkPolicies of the type Egress .*: use policyTypes: \[Ingress\]/;

  test('can only be created if the app declares them', () => {
    expect(written(spec, open)).toMatch(message);
    expect(written(spec, policy('open', '{ policyTypes: [Egress], egress: [{}] }', 'egress-system'))).toMatch(message);
    expect(written(spec, closed)).toBe('accepted');
  });

  test('cannot be changed or deleted', () => {
    const widened = policy('closed', '{ policyTypes: [Ingress, Egress], egress: [{}] }');
    const narrowed = policy('closed', '{ policyTypes: [Ingress] }');
    expect(written(spec, widened, { before: closed })).toMatch(message);
    expect(written(spec, narrowed, { before: closed })).toMatch(message);
    expect(written(spec, closed, { deletes: true })).toMatch(message);
  });

  test('can get other labels', () => {
    expect(written(spec, { ...closed, metadata: { ...closed.metadata, labels: { a: 'b' } } }, { before: closed })).toBe(
      'accepted',
    );
  });

  test('belong to the platform', () => {
    const by: Writing = { user: 'argo' };
    const exempt = 'not matched: not-by-the-platform';
    expect(written(spec, open, by)).toBe(exempt);
    expect(written(spec, open, { ...by, before: closed })).toBe(exempt);
    expect(written(spec, closed, { ...by, deletes: true })).toBe(exempt);
    const controller = {
      user: 'system:serviceaccount:kube-system:namespace-controller',
      groups: ['system:serviceaccounts:kube-system'],
    };
    expect(written(spec, closed, { ...controller, deletes: true })).toBe(exempt);
  });
});

test('NetworkPolicies about ingress are left alone, and so are those of other namespaces', () => {
  for (const by of [{}, { before: ingress }, { deletes: true }]) expect(written(spec, ingress, by)).toBe('accepted');
  const elsewhere = policy('open', '{ policyTypes: [Egress], egress: [{}] }', 'team-b');
  expect(written(spec, elsewhere)).toBe('not matched: about-clients-or-gateways');
});

const other = (apiVersion: string, kind: string, given: string, where?: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'x', ...(where && { namespace: where }) },
  ...parse(given),
});
const admin = (given: string) => other('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', given);
const cluster = (given: string) => other('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', given);
const calico = (kind: string, given: string, where?: string) => other('projectcalico.org/v3', kind, given, where);
const cilium = (kind: string, given: string, where?: string) => other('cilium.io/v2', kind, given, where);

const WIDENING: readonly (readonly [string, object])[] = [
  ['AdminNetworkPolicy: Allow', admin('spec: { subject: { namespaces: {} }, egress: [{ action: Deny }, { action: Allow }] }')],
  [
    'AdminNetworkPolicy for a client',
    admin(
      'spec: { subject: { pods: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: team-a } } } }, egress: [{ action: Allow }] }',
    ),
  ],
  ['ClusterNetworkPolicy: Accept in the Admin tier', cluster('spec: { tier: Admin, egress: [{ action: Accept }] }')],
  ['Calico: Allow', calico('NetworkPolicy', 'spec: { egress: [{ action: Allow }] }', 'team-a')],
  ['Calico in the whole cluster: Pass', calico('GlobalNetworkPolicy', 'spec: { egress: [{ action: Pass }] }')],
  ['Cilium', cilium('CiliumNetworkPolicy', 'spec: { egress: [{ toEntities: [world] }] }', 'team-a')],
  ['Cilium with several rules', cilium('CiliumNetworkPolicy', 'specs: [{ ingress: [] }, { egress: [{}] }]', 'team-a')],
  ['Cilium in the whole cluster', cilium('CiliumClusterwideNetworkPolicy', 'spec: { egress: [{}] }')],
];

test.each(WIDENING)('refuses policies of other kinds that permit egress: %s', (_, given) => {
  expect(written(spec, given)).toMatch(/^this policy permits egress .*: remove its rules that permit egress/);
  expect(written(spec, given, { user: 'argo' })).toBe('not matched: not-by-the-platform');
});

test.each<[string, object]>([
  [
    'AdminNetworkPolicy: Deny and Pass',
    admin('spec: { subject: { namespaces: {} }, egress: [{ action: Deny }, { action: Pass }] }'),
  ],
  [
    'AdminNetworkPolicy for another namespace',
    admin(
      'spec: { subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: team-b } } }, egress: [{ action: Allow }] }',
    ),
  ],
  ['AdminNetworkPolicy about ingress', admin('spec: { subject: { namespaces: {} }, ingress: [{ action: Allow }] }')],
  ['ClusterNetworkPolicy in the Baseline tier', cluster('spec: { tier: Baseline, egress: [{ action: Accept }] }')],
  ['Calico: Deny', calico('GlobalNetworkPolicy', 'spec: { egress: [{ action: Deny }, { action: Log }] }')],
  ['Cilium: egressDeny', cilium('CiliumClusterwideNetworkPolicy', 'spec: { egressDeny: [{}] }')],
])('accepts policies of other kinds that permit no egress of the clients: %s', (_, given) => {
  expect(written(spec, given)).toBe('accepted');
});
