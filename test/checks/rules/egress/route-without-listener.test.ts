import { routeWithoutListener } from '../../../../lib/checks/rules/egress/route-without-listener';
import { ENTRY, gateway, route } from '../exit';
import { objections } from '../objections';

const GATEWAY = gateway(`
  { name: http, port: 8080, protocol: HTTP },
  { name: named, port: 8081, protocol: HTTP, hostname: '*.example.com' },
  { name: grpc, port: 8082, protocol: HTTP, allowedRoutes: { kinds: [{ kind: GRPCRoute }] } }
`);
const to = (fields: string) => `{ name: exit, ${fields} }`;

test.each([
  ['no listener in particular', {}],
  ['a listener', { parent: to('sectionName: http') }],
  ['a port', { parent: to('port: 8080') }],
  ['a listener that accepts one of its hosts', { parent: to('sectionName: named'), hostnames: 'api.example.com, other.test' }],
  ['listeners, one of which accepts its host', { parent: '{ name: exit, port: 8081 }, { name: exit }' }],
  ['a missing Gateway, which another rule reports', { parent: '{ name: other, sectionName: nope }' }],
])('a route may refer to %s', (_, fields) => {
  expect(objections(routeWithoutListener, GATEWAY + ENTRY + route(fields))).toEqual([]);
});

test.each([
  ['no listener has that name', { parent: to('sectionName: nope') }, 'spec.parentRefs[0].sectionName: nope'],
  ['no listener has that port', { parent: to('port: 9090') }, 'spec.parentRefs[0].port: port 9090'],
  ['the listener has another port', { parent: to('sectionName: http, port: 1') }, 'spec.parentRefs[0].sectionName: http, port 1'],
  ['the listener accepts other kinds', { parent: to('sectionName: grpc') }, 'spec.parentRefs[0]: HTTPRoute'],
  ['the listener has another protocol', { kind: 'TLSRoute' }, 'spec.parentRefs[0]: TLSRoute'],
  [
    'the listener accepts none of its hosts',
    { parent: to('sectionName: named'), hostnames: 'a.test' },
    'spec.hostnames: ["a.test"]',
  ],
])('a route is reported if %s', (_, fields, objection) => {
  const kind = 'kind' in fields ? fields.kind : 'HTTPRoute';
  expect(objections(routeWithoutListener, GATEWAY + ENTRY + route(fields))).toEqual([`${kind} egress/api ${objection}`]);
});

test('a route inside the cluster is not reported', () => {
  const inside = route({ parent: to('sectionName: nope'), rules: '{ backendRefs: [{ name: web, port: 80 }] }' });
  expect(objections(routeWithoutListener, GATEWAY + inside)).toEqual([]);
});

test('each route is checked with its own hosts, even if another route has the same parentRef', () => {
  const parent = to('sectionName: named');
  const routes = [
    route({ parent }),
    route({ parent, name: 'egress/other', hostnames: 'a.test' }),
    route({ parent, name: 'egress/last' }),
  ];
  const unserved = ['HTTPRoute egress/other spec.hostnames: ["a.test"]'];
  expect(objections(routeWithoutListener, GATEWAY + ENTRY + routes.join(''))).toEqual(unserved);
  expect(objections(routeWithoutListener, GATEWAY + ENTRY + routes.reverse().join(''))).toEqual(unserved);
});
