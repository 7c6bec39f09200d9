import { retryUses } from '../../../lib/checks/graph/retries';
import { ENTRY, gateway, object, policy, route, TO_ENTRY } from '../rules/exit';
import { graphOf } from './graph-of';

const GATEWAY_API = 'gateway.networking.k8s.io';
const to = (name: string) => `{ group: ${GATEWAY_API}, kind: HTTPRoute, name: ${name} }`;
const parent = (fields = '', names = 'child') =>
  route({ name: 'egress/parent', rules: `{ backendRefs: [${to(names)}]${fields} }` });
const child = (name = 'child', backend = TO_ENTRY) =>
  object('HTTPRoute', `egress/${name}`, `{ rules: [{ backendRefs: [${backend}] }] }`);
const THERE = gateway() + ENTRY;
const of = (graph: ReturnType<typeof graphOf>, name: string) => graph.routes.find((each) => each.name === name);

test('a child is served where its parents are, and leads them out', () => {
  const graph = graphOf(THERE + parent() + child('child', to('grandchild')) + child('grandchild'));
  expect(graph.egressRoutes.map(({ name }) => name)).toEqual(['parent', 'child', 'grandchild']);
  const served = of(graph, 'grandchild')?.served.map(({ listeners, hostnames, via }) => ({
    listeners: listeners.map(({ spec }) => spec.name),
    hostnames,
    via: via.map((rule) => rule.route.name),
  }));
  expect(served).toEqual([{ listeners: ['http'], hostnames: ['api.example.com'], via: ['parent', 'child'] }]);
  expect([...graph.egressGateways].map(({ name }) => name)).toEqual(['exit']);
});

test('a parent of children inside the cluster does not lead out', () => {
  const graph = graphOf(THERE + parent() + child('child', '{ name: web, port: 80 }'));
  expect(graph.egressRoutes).toEqual([]);
});

test('children of several parents are served by each', () => {
  const other = parent().replace('egress/parent', 'egress/other').replace('name: parent', 'name: other');
  const graph = graphOf(THERE + parent() + other + child());
  expect(of(graph, 'child')?.served.map(({ via }) => via[0]?.route.name)).toEqual(['parent', 'other']);
});

test('circles, and many routes that delegate to all others, end', () => {
  const all = Array.from({ length: 12 }, (_, index) => child(`r${index}`, to("'*'"))).join('');
  const graph = graphOf(THERE + parent('', "'*'") + all);
  expect(graph.delegations.filter(({ cycle }) => cycle)).toHaveLength(12);
  expect(graph.delegations.some(({ isCut }) => isCut)).toBe(true);
});

const RETRY = 'retry: { attempts: 2, retryOn: [reset] }';
const on = (name: string, fields: string) => policy('TrafficPolicy', `on-${name}`, `${GATEWAY_API} HTTPRoute ${name}`, fields);
const PREFERS = 'name: parent, annotations: { kgateway.dev/inherited-policy-priority: ShallowMergePreferParent }';
const timed = (seconds: number) => `timeouts: { request: ${seconds}s }`;

test.each([
  ['the policies merge field by field', parent(), [on('parent', `${RETRY}, ${timed(1)}`), on('child', timed(2))], '2s'],
  [
    'the annotation reverses it',
    parent().replace('name: parent', PREFERS),
    [on('parent', timed(1)), on('child', `${RETRY}, ${timed(2)}`)],
    '1s',
  ],
  ["the timeouts of the parent's rule win over policies", parent(`, ${timed(3)}`), [on('child', `${RETRY}, ${timed(2)}`)], '3s'],
  [
    'the Gateway comes last',
    parent(),
    [policy('TrafficPolicy', 'all', `${GATEWAY_API} Gateway exit`, `${RETRY}, ${timed(9)}`)],
    '9s',
  ],
])('of a child, %s', (_, outer, policies, timeout) => {
  const uses = retryUses(graphOf(THERE + outer + child() + policies.join('')));
  expect(uses.map((use) => [use.rule.route.name, use.timeout?.value])).toEqual([['child', timeout]]);
});
