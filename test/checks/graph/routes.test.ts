import type { Route } from '../../../lib/checks/graph';
import { KIND } from '../../../lib/core/kinds';
import { showPath } from '../../../lib/core/path';
import { ENTRY, gateway, object, route } from '../rules/exit';
import { graphOf } from './graph-of';

const TWO = gateway(
  "{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP, hostname: '*.example.com' }",
);
const only = (yaml: string) => graphOf(yaml).routes[0] as Route;
const attachment = (parent: string, fields = {}) => {
  const [first] = only(TWO + ENTRY + route({ parent, ...fields })).attachments;
  return { named: first?.named.map(({ spec }) => spec.name), accepting: first?.listeners.map(({ spec }) => spec.name) };
};

test.each([
  ['the whole Gateway', '{ name: exit }', {}, { named: ['a', 'b'], accepting: ['a', 'b'] }],
  ['a listener', '{ name: exit, sectionName: b }', {}, { named: ['b'], accepting: ['b'] }],
  ['a port', '{ name: exit, port: 8080 }', {}, { named: ['a'], accepting: ['a'] }],
  ['a listener with another port', '{ name: exit, sectionName: a, port: 8081 }', {}, { named: [], accepting: [] }],
  ['a missing Gateway', '{ name: other }', {}, { named: [], accepting: [] }],
  ['listeners with other hosts', '{ name: exit }', { hostnames: 'a.test' }, { named: ['a', 'b'], accepting: ['a'] }],
  ['listeners for other kinds', '{ name: exit }', { kind: 'TLSRoute' }, { named: ['a', 'b'], accepting: [] }],
  [
    'listeners that do not accept its namespace',
    '{ name: exit, namespace: egress }',
    { name: 'team-a/api' },
    { named: ['a', 'b'], accepting: [] },
  ],
])('a route may refer to %s', (_, parent, fields, expected) => {
  expect(attachment(parent, fields)).toEqual(expected);
});

test.each([
  ['of another group', '{ group: example.com, name: exit }'],
  ['of another kind', '{ kind: XListenerSet, name: exit }'],
])('a parent %s is ignored', (_, parent) => {
  expect(only(TWO + ENTRY + route({ parent })).attachments).toEqual([]);
});

test('paths count the parents that are ignored', () => {
  const { attachments } = only(TWO + ENTRY + route({ parent: '{ group: "", kind: Service, name: web }, { name: exit }' }));
  expect(attachments.map(({ path, name }) => [showPath(path), name])).toEqual([['spec.parentRefs[1]', 'exit']]);
});

const backends = (refs: string) =>
  only(ENTRY + route({ rules: `{ backendRefs: [${refs}] }` })).rules.flatMap((rule) =>
    rule.backends.map(({ path, kind, namespace, name, port }) => ({ path: showPath(path), kind, namespace, name, port })),
  );

test('a backend without group, kind and namespace is a Service in the namespace of the route', () => {
  expect(
    backends('{ name: web, port: 80 }, { group: networking.istio.io, kind: ServiceEntry, name: api, namespace: b, port: 443 }'),
  ).toEqual([
    { path: 'spec.rules[0].backendRefs[0]', kind: 'Service', namespace: 'egress', name: 'web', port: 80 },
    { path: 'spec.rules[0].backendRefs[1]', kind: 'networking.istio.io/ServiceEntry', namespace: 'b', name: 'api', port: 443 },
  ]);
});

const DESTINATIONS =
  ENTRY +
  object('Backend', 'egress/fixed', '{ static: { hosts: [{ host: b.test, port: 443 }] } }') +
  object('Service', 'egress/out', '{ type: ExternalName, externalName: c.test, ports: [{ port: 80 }] }') +
  object('Service', 'egress/web', '{ ports: [{ port: 80 }] }');

test.each([
  ['a ServiceEntry', 'group: networking.istio.io, kind: ServiceEntry, name: api', ['api.example.com']],
  ['a ServiceEntry in another namespace', 'group: networking.istio.io, kind: ServiceEntry, name: api, namespace: b', undefined],
  [
    'a host in any namespace',
    'group: networking.istio.io, kind: Hostname, name: API.example.com, namespace: b',
    ['api.example.com'],
  ],
  ['a Backend', 'group: gateway.kgateway.dev, kind: Backend, name: fixed', ['b.test']],
  ['a Service of type ExternalName', 'name: out', ['c.test']],
  ['a Service of another type', 'name: web', undefined],
])('the destination of a backend that is %s', (_, ref, hosts) => {
  const { rules } = only(DESTINATIONS + route({ rules: `{ backendRefs: [{ ${ref}, port: 443 }] }` }));
  expect(rules[0]?.backends[0]?.destination?.hosts).toEqual(hosts);
});

test('if two ServiceEntries name a host, the first is the destination of the host', () => {
  const second = object('ServiceEntry', 'a/other', '{ hosts: [api.example.com] }');
  const read = only(
    ENTRY + second + route({ rules: '{ backendRefs: [{ group: networking.istio.io, kind: Hostname, name: api.example.com }] }' }),
  );
  expect(read.rules[0]?.backends[0]).toMatchObject({ kind: KIND.Hostname, destination: { namespace: 'egress', name: 'api' } });
});

test('the target of a RequestMirror filter is a backend too', () => {
  const filters = '{ type: URLRewrite }, { type: RequestMirror, requestMirror: { backendRef: { name: copy, port: 80 } } }';
  const read = only(route({ rules: `{ filters: [${filters}] }` }));
  expect(read.rules[0]?.backends).toMatchObject([
    { path: ['spec', 'rules', 0, 'filters', 1, 'requestMirror', 'backendRef'], kind: 'Service', name: 'copy' },
  ]);
});

test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute'])('a %s is read', (kind) => {
  expect(only(ENTRY + route({ kind }))).toMatchObject({ kind, namespace: 'egress', name: 'api', hostnames: ['api.example.com'] });
});

test('empty routes and empty rules are read', () => {
  const read = only(object('HTTPRoute', 'egress/empty', '{}'));
  expect(read).toMatchObject({ hostnames: [], attachments: [], rules: [] });
  expect(only(object('HTTPRoute', 'egress/empty', '{ rules: [{}] }')).rules).toMatchObject([
    { matches: [], filters: [], backends: [] },
  ]);
});
