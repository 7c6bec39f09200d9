import { ApiObject } from 'cdk8s';
import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { EgressGovernance } from '../../../lib';
import { egress, exit } from '../../kit';
import { manifests } from '../../manifests';
import { written } from './admission-request';

const ATTACHES = /^the object attaches to an egress gateway from another namespace/;

const route = (
  name: string,
  kind = 'HTTPRoute',
  parentRefs: readonly object[] = [{ name: 'exit', namespace: 'egress-system' }],
) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name, namespace: 'team-a' },
  spec: { parentRefs },
});

/** The policy of an app that declares a route of a team. */
function policy(): ValidatingPolicySpec {
  const { app, chart } = egress();
  const gateway = exit(chart);
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway] });
  new ApiObject(chart, 'route', route('declared'));
  return manifests(app).get('ValidatingPolicy', 'egress-routes').spec as ValidatingPolicySpec;
}

const spec = policy();

test('a route that the app declares in another namespace may attach, also if it is declared after the governance', () => {
  expect(written(spec, route('declared'))).toBe('accepted');
});

test.each<[string, object, object?]>([
  ['of another name', route('other')],
  ['of another kind', route('declared', 'TCPRoute')],
  ['of the same name in another namespace', { ...route('declared'), metadata: { name: 'declared', namespace: 'team-b' } }],
  [
    'on a ListenerSet beside the gateway',
    route('other', 'HTTPRoute', [{ kind: 'ListenerSet', name: 'any', namespace: 'egress-system' }]),
  ],
  ['that was on another gateway before', route('other'), route('other', 'HTTPRoute', [{ name: 'ingress' }])],
])('a route %s may not', (...[, object, before]) => {
  expect(written(spec, object, before ? { before } : {})).toMatch(ATTACHES);
});

test.each([
  ['on another gateway of its namespace', route('other', 'HTTPRoute', [{ name: 'exit' }])],
  ['on a Service of the mesh', route('other', 'HTTPRoute', [{ kind: 'Service', group: '', name: 'exit' }])],
  ['on no gateway', { ...route('other'), spec: {} }],
])('a route %s is accepted', (_, object) => {
  expect(written(spec, object)).toBe('accepted');
});

test('an update that changes no specification is accepted, such as one of a label', () => {
  const labelled = { ...route('other'), metadata: { name: 'other', namespace: 'team-a', labels: { team: 'a' } } };
  expect(written(spec, labelled, { before: route('other') })).toBe('not matched: changes-a-spec');
});
