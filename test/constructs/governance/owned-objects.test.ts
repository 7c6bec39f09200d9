import { deployersGuard } from '../../../lib/constructs/governance/deployers-policy';
import { isolationGuard } from '../../../lib/constructs/governance/isolation-policy';
import { targetsGuard } from '../../../lib/constructs/governance/targets-policy';
import { DEFAULT_APPROVAL_KEYS as keys } from '../../../lib/core/labels';
import { written } from './admission-request';
import { alone } from './alone';

/** An owner that does not exist: the garbage collector would delete the object. */
const owned = { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '7' }] };
const gateways = { 'egress-system': ['exit'] };

const object = (apiVersion: string, kind: string, spec: object, metadata: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'egress-system', ...metadata },
  spec,
});

test('a NetworkPolicy about egress gets no owner', () => {
  const guard = isolationGuard({ exempt: { users: ['argo'] }, clients: [], namespaces: ['egress-system'], declared: () => ({}) });
  const policy = (metadata: object, type = 'Egress') =>
    object('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, policyTypes: [type] }, metadata);
  expect(written(alone(guard), policy(owned), { before: policy({}) })).toMatch(/^NetworkPolicies of the type Egress/);
  expect(written(alone(guard), policy(owned), { before: policy({}), user: 'argo' })).toBe('not matched: not-by-the-platform');
  expect(written(alone(guard), policy({ ...owned, labels: { a: 'b' } }), { before: policy(owned) })).toBe('accepted');
  expect(written(alone(guard), policy(owned, 'Ingress'), { before: policy({}, 'Ingress') })).toBe('accepted');
});

test('nothing that configures a gateway gets an owner', () => {
  const spec = alone(deployersGuard({ exempt: { users: ['argo'] }, gateways }));
  const policy = (metadata: object) => object('gateway.kgateway.dev/v1alpha1', 'TrafficPolicy', {}, metadata);
  expect(written(spec, policy(owned), { before: policy({}) })).toMatch(/^only those who deploy the egress gateway/);
  expect(written(spec, policy({ finalizers: ['a/b'] }), { before: policy({}) })).toBe('not matched: changes-something');
});

test('a TLS policy that gets an owner is judged like one that is deleted', () => {
  const spec = alone(targetsGuard({ keys, gateways }));
  const tls = (metadata: object) =>
    object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', { targetRefs: [{ kind: 'ServiceEntry', name: 'a' }] }, metadata);
  // The rule looks up the routes.
  expect(() => written(spec, tls(owned), { before: tls({}) })).toThrow(/resource/);
  expect(() => written(spec, tls({}), { deletes: true })).toThrow(/resource/);
  expect(written(spec, tls({ labels: { a: 'b' } }), { before: tls({}) })).toBe('not matched: changes-a-target');
});
