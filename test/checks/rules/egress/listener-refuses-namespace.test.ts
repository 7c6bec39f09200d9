import { listenerRefusesNamespace } from '../../../../lib/checks/rules/egress/listener-refuses-namespace';
import { ENTRY, gateway, route } from '../exit';
import { objections } from '../objections';

const listener = (namespaces: string) =>
  `{ name: http, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: ${namespaces} } }`;
const SELECTING = listener('{ from: Selector, selector: { matchLabels: { egress: allowed } } }');
const namespace = (labels: string) => `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: team-a, labels: { ${labels} } }\n`;
const foreign = (hostnames = 'api.example.com') => route({ name: 'team-a/api', hostnames });

test.each([
  ['its own namespace', gateway() + route()],
  ['any namespace, if the listener accepts all', gateway(listener('{ from: All }')) + foreign()],
  ['a namespace that the listener selects', gateway(SELECTING) + foreign() + namespace('egress: allowed')],
  ['a namespace with unknown labels', gateway(SELECTING) + foreign()],
  [
    'any namespace, if another listener accepts it',
    gateway(`${listener('{ from: All }')}, { name: own, port: 8081, protocol: HTTP }`) + foreign(),
  ],
])('a listener may serve a route from %s', (_, yaml) => {
  expect(objections(listenerRefusesNamespace, yaml + ENTRY)).toEqual([]);
});

test.each([
  ['accepts its own namespace by default', gateway()],
  ['specifies its own namespace', gateway(listener('{ from: Same }'))],
  ['accepts none', gateway(listener('{ from: None }'))],
  ['selects others', gateway(SELECTING) + namespace('egress: refused')],
])('a route from another namespace is reported if the listener %s', (_, yaml) => {
  const reported = objections(listenerRefusesNamespace, yaml + ENTRY + foreign());
  expect(reported).toEqual(['HTTPRoute team-a/api spec.parentRefs[0]: team-a']);
});

test('a route is reported if only one of its hosts matches the listener', () => {
  const named = gateway("{ name: http, port: 8080, protocol: HTTP, hostname: '*.example.com' }");
  const reported = objections(listenerRefusesNamespace, named + ENTRY + foreign('a.test, api.example.com'));
  expect(reported).toEqual(['HTTPRoute team-a/api spec.parentRefs[0]: team-a']);
});

test('a host that the listener does not serve is reported by another rule', () => {
  const named = gateway("{ name: http, port: 8080, protocol: HTTP, hostname: '*.example.com' }");
  expect(objections(listenerRefusesNamespace, named + ENTRY + foreign('a.test'))).toEqual([]);
});

test('each route is judged by its own namespace, even if another route has the same parentRef', () => {
  const routes = [route({ parent: '{ name: exit, namespace: egress }' }), foreign(), route({ name: 'egress/other' })];
  const refused = ['HTTPRoute team-a/api spec.parentRefs[0]: team-a'];
  expect(objections(listenerRefusesNamespace, gateway() + ENTRY + routes.join(''))).toEqual(refused);
  expect(objections(listenerRefusesNamespace, gateway() + ENTRY + routes.reverse().join(''))).toEqual(refused);
});
