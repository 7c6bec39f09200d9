import { delegation } from '../../../../lib/checks/rules/kgateway/delegation';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const to = (name: string) => `{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${name} }`;
const LABEL = '{ group: delegation.kgateway.dev, kind: label, name: team }';
const parent = (ref = to('child'), match = '') =>
  route({
    name: 'egress/parent',
    hostnames: 'b.example.com',
    rules: `{ matches: [{ path: { value: /v1 }${match} }], backendRefs: [${ref}] }`,
  });
const child = (rule = '', fields = '', name = 'child') =>
  object(
    'HTTPRoute',
    `egress/${name}`,
    `{ rules: [{ matches: [{ path: { value: /v1/x } ${rule} }], backendRefs: [${TO_ENTRY}] }]${fields} }`,
  );
const THERE = gateway() + ENTRY + route();
const GET = ', method: GET';
const DECIDED = ', headers: [{ name: x-egress-decision, value: b }]';
const parentRef = (fields: string) => `, parentRefs: [{ name: parent, ${fields} }]`;

test.each([
  ['a child without parentRefs', parent(), child()],
  ['a child that names its parent', parent(), child('', parentRef('group: gateway.networking.k8s.io, kind: HTTPRoute'))],
  ['a child that repeats the matches', parent(undefined, GET + DECIDED), child(GET + DECIDED)],
  ['a child that matches more', parent(), child(GET)],
  ['all routes of a namespace', parent(to("'*'")), child()],
  ['a label', parent(LABEL), child().replace('name: child,', 'name: child, labels: { delegation.kgateway.dev/label: team },')],
])('kgateway delegates to %s', (_, ...objects) => {
  expect(objections(delegation, THERE + objects.join(''))).toEqual([]);
});

const reported = (got: string) => [`HTTPRoute egress/parent spec.rules[0].backendRefs[0]: ${got}`];
const REFUSED = reported('HTTPRoute egress/child, to which kgateway does not delegate');

test.each([
  ['with hostnames', parent(), child('', ', hostnames: [a.example.com]')],
  ['whose reference lacks the group', parent(), child('', parentRef('kind: HTTPRoute'))],
  ['with another parent', parent(), child('', ', parentRefs: [{ name: exit }]')],
  ['with another path', parent(), child().replace('/v1/x', '/v2')],
  ['that does not match the headers', parent(undefined, DECIDED), child()],
  ['that does not match the method', parent(undefined, GET), child(', method: POST')],
])('a route %s is reported', (_, ...objects) => {
  expect(objections(delegation, THERE + objects.join(''))).toEqual(REFUSED);
});

test('a missing route is reported, unless another repository has it', () => {
  expect(objections(delegation, THERE + parent())).toEqual(reported('HTTPRoute egress/child'));
  expect(objections(delegation, THERE + parent(LABEL))).toEqual(reported('label egress/team'));
  const external = ['HTTPRoute egress/child'];
  for (const ref of [to('child'), to("'*'"), LABEL])
    expect(objections(delegation, THERE + parent(ref), { external })).toEqual([]);
});

test('a route that inherits the matches of its parent need not repeat them', () => {
  const marks = "annotations: { delegation.kgateway.dev/inherit-parent-matcher: 'true' }";
  const inheriting = child().replace('/v1/x', '/x').replace('name: child,', `name: child, ${marks},`);
  expect(objections(delegation, THERE + parent(undefined, DECIDED) + inheriting)).toEqual([]);
});

test('a circle is reported at each of its references', () => {
  const circle = child().replace(TO_ENTRY, to('third')) + child('', '', 'third').replace(TO_ENTRY, to('child'));
  expect(objections(delegation, THERE + parent() + circle)).toEqual([
    'HTTPRoute egress/child spec.rules[0].backendRefs[0]: HTTPRoute egress/third, which delegates back to this route',
    'HTTPRoute egress/third spec.rules[0].backendRefs[0]: HTTPRoute egress/child, which delegates back to this route',
  ]);
});

test('routes that have nothing to do with egress are left alone', () => {
  const ingress = gateway().replace('egress/exit', 'egress/in').replace('name: exit', 'name: in');
  expect(objections(delegation, ingress + parent())).toEqual([]);
});
