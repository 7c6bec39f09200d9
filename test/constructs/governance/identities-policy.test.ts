import { identitiesGuard } from '../../../lib/constructs/governance/identities-policy';
import { type Writing, written } from './admission-request';
import { alone } from './alone';

const gateways = { 'egress-system': ['exit'] };
const spec = alone(
  identitiesGuard({
    exempt: { users: ['argo'], groups: ['platform'] },
    gateways,
    restricted: [],
    aliases: () => ({}),
  }),
);

const GATEWAY = 'gateway.networking.k8s.io/gateway-name';
const labelled = { labels: { [GATEWAY]: 'exit' } };

const pod = (metadata: object, more: object = {}, namespace = 'egress-system') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', namespace, ...metadata },
  spec: { containers: [], ...more },
});
const deployment = (template: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', namespace: 'egress-system' },
  spec: { template },
});
const service = (metadata: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'x', namespace: 'egress-system', ...metadata },
  spec: { ports: [{ port: 80 }], ...more },
});
/** A request for a token of a service account. */
const token = (name: string, namespace = 'egress-system') => ({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  metadata: { name, namespace },
  spec: {},
});

const POSING: readonly (readonly [string, object, RegExp])[] = [
  ['a pod with the label', pod(labelled), /^the label gateway\.networking/],
  [
    'a pod with the service account',
    pod({}, { serviceAccountName: 'exit' }),
    /^this is the service account of an egress gateway/,
  ],
  ['a Deployment of such pods', deployment({ metadata: labelled, spec: { containers: [] } }), /^the label/],
  [
    'a Deployment with the account',
    deployment({ spec: { containers: [], serviceAccountName: 'exit' } }),
    /^this is the service account/,
  ],
  ['a token of the service account', token('exit'), /^this is the service account/],
  ['a Service with the name', service({ name: 'exit' }), /^the Service has the name/],
  ['a Service with the label', service(labelled), /^the Service has the name/],
  ['a Service that selects the pods', service({}, { selector: { [GATEWAY]: 'exit' } }), /^the Service has the name/],
];

test.each(POSING)('refuses what poses as a gateway: %s', (_, given, message) => {
  expect(written(spec, given)).toMatch(message);
});

test.each<[string, Writing]>([
  ['the controller of kgateway', { user: 'system:serviceaccount:kgateway-system:kgateway' }],
  ['the controllers of Kubernetes', { groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system'] }],
  ['controllers without their own accounts', { user: 'system:kube-controller-manager' }],
  ['administrators', { groups: ['system:masters'] }],
  ['administrators of kubeadm', { groups: ['kubeadm:cluster-admins'] }],
  ['an exempt user', { user: 'argo' }],
  ['an exempt group', { groups: ['platform'] }],
])('lets %s make the pods and Services of gateways', (_, by) => {
  for (const [, given] of POSING) expect(written(spec, given, by)).toBe('not matched: not-by-the-platform');
});

test('lets nobody else, such as a service account of another namespace with the same name', () => {
  for (const user of ['system:serviceaccount:team-a:kgateway', 'argo2', ''])
    expect(written(spec, pod(labelled), { user, groups: ['system:serviceaccounts:team-a'] })).toMatch(/^the label/);
});

test('lets kubelets get the tokens of gateways, and do nothing else', () => {
  const kubelet = { user: 'system:node:one', groups: ['system:nodes'] };
  expect(written(spec, token('exit'), kubelet)).toBe('accepted');
  expect(written(spec, pod(labelled), kubelet)).toMatch(/^the label/);
});

test('accepts everything else in the namespace of a gateway', () => {
  const others = [
    pod({}),
    pod({ labels: { [GATEWAY]: 'ingress' } }),
    pod({}, { serviceAccountName: 'authz' }),
    deployment({ spec: { containers: [] } }),
    service({}),
    service({}, { selector: { app: 'authz' } }),
    token('authz'),
  ];
  expect(others.map((given) => written(spec, given))).toEqual(others.map(() => 'accepted'));
});

test('judges the names of gateways by their namespace', () => {
  const two = alone(
    identitiesGuard({
      exempt: {},
      gateways: { one: ['exit'], two: ['out'] },
      restricted: [],
      aliases: () => ({}),
    }),
  );
  expect(written(two, pod({ labels: { [GATEWAY]: 'exit' } }, {}, 'one'))).toMatch(/^the label/);
  expect(written(two, pod({ labels: { [GATEWAY]: 'exit' } }, {}, 'two'))).toBe('accepted');
});

test('refuses to give the label to a pod that exists', () => {
  expect(written(spec, pod(labelled), { before: pod({}) })).toMatch(/^the label/);
  expect(written(spec, pod(labelled), { before: pod(labelled) })).toBe('not matched: changes-a-pod');
});

const restricted = alone(
  identitiesGuard({
    exempt: {},
    gateways: {},
    restricted: [{ namespace: 'team-a', serviceAccount: 'agent', users: ['argo'], groups: ['deployers'] }],
    aliases: () => ({}),
  }),
);
const agent = { serviceAccountName: 'agent' };

test('refuses the service account of a restricted caller to everybody but its users and groups', () => {
  const message = /^only certain users may run pods as the service account team-a\/agent/;
  const own = pod({}, agent, 'team-a');
  for (const given of [own, token('agent', 'team-a')]) {
    expect(written(restricted, given)).toMatch(message);
    expect(written(restricted, given, { user: 'argo' })).toBe('accepted');
    expect(written(restricted, given, { groups: ['deployers'] })).toBe('accepted');
  }
  expect(written(restricted, token('agent', 'team-a'), { groups: ['system:nodes'] })).toBe('accepted');
  expect(written(restricted, own, { groups: ['system:nodes'] })).toMatch(message);
});

test('lets everybody use the other service accounts, also one with the same name elsewhere', () => {
  expect(written(restricted, pod({}, {}, 'team-a'))).toBe('accepted');
  expect(written(restricted, pod({}, { serviceAccountName: 'agent-2' }, 'team-a'))).toBe('accepted');
  expect(written(restricted, pod({}, agent, 'team-b'))).toBe('accepted');
});

test('restricts the account default, which pods without a service account have', () => {
  const ofDefault = alone(
    identitiesGuard({
      exempt: {},
      gateways: {},
      restricted: [{ namespace: 'team-a', serviceAccount: 'default', groups: ['deployers'] }],
      aliases: () => ({}),
    }),
  );
  expect(written(ofDefault, pod({}, {}, 'team-a'))).toMatch(/team-a\/default/);
});

test('is not judged in the background, where nobody makes a request', () => {
  expect(spec.evaluation).toEqual({ admission: { enabled: true }, background: { enabled: false } });
});

test('the Service of a host may select the pods of the gateway, under its name and inside the cluster', () => {
  const aliases = () => ({ exits: ['api'] });
  const named = alone(identitiesGuard({ exempt: {}, gateways: { exits: ['exit'] }, restricted: [], aliases }));
  const service = (name: string, more: object = {}, labels: object = {}) => ({
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'exits', labels } },
    spec: { selector: { [GATEWAY]: 'exit' }, ports: [{ port: 80 }], ...more },
  });
  expect(written(named, service('api'))).toBe('accepted');
  expect(written(named, service('api', { type: 'ClusterIP' }))).toBe('accepted');
  const refused = [
    service('other'),
    service('api', { type: 'LoadBalancer' }),
    service('api', { externalIPs: ['203.0.113.9'] }),
    service('api', {}, { [GATEWAY]: 'exit' }),
    service('api', { selector: { app: 'thief' } }),
    service('api', { selector: undefined }),
    service('api', { type: 'ExternalName', externalName: 'thief.team-a.svc.cluster.local', selector: undefined }),
  ];
  for (const given of refused) expect(written(named, given)).toMatch(/^the Service has the name of an egress gateway/);
});
