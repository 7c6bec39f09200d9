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
  const [made] = only(TWO + ENTRY + route({ parent, ...fields })).attachments;
  return { named: made?.named.map(({ spec }) => spec.name), taken: made?.listeners.map(({ spec }) => spec.name) };
};

test.each([
  ['the whole Gateway', '{ name: exit }', {}, { named: ['a', 'b'], taken: ['a', 'b'] }],
  ['a listener', '{ name: exit, sectionName: b }', {}, { named: ['b'], taken: ['b'] }],
  ['a port', '{ name: exit, port: 8080 }', {}, { named: ['a'], taken: ['a'] }],
  ['a listener with another port', '{ name: exit, sectionName: a, port: 8081 }', {}, { named: [], taken: [] }],
  ['a Gateway that is not there', '{ name: other }', {}, { named: [], taken: [] }],
  ['listeners of other hosts', '{ name: exit }', { hostnames: 'a.test' }, { named: ['a', 'b'], taken: ['a'] }],
  ['listeners of other kinds', '{ name: exit }', { kind: 'TLSRoute' }, { named: ['a', 'b'], taken: [] }],
  [
    'listeners of another namespace',
    '{ name: exit, namespace: egress }',
    { name: 'team-a/api' },
    { named: ['a', 'b'], taken: [] },
  ],
])('a route may name %s', (_, parent, fields, expected) => {
  expect(attachment(parent, fields)).toEqual(expected);
});

test.each([
  ['of another group', '{ group: example.com, name: exit }'],
  ['of another kind', '{ kind: ListenerSet, name: exit }'],
])('a parent %s is passed over', (_, parent) => {
  expect(only(TWO + ENTRY + route({ parent })).attachments).toEqual([]);
});

test('what is no Gateway is passed over, and places are kept', () => {
  const made = only(TWO + ENTRY + route({ parent: '{ group: "", kind: Service, name: web }, { name: exit }' }));
  expect(made.attachments.map(({ path, name }) => [showPath(path), name])).toEqual([['spec.parentRefs[1]', 'exit']]);
});

const backends = (refs: string) =>
  only(ENTRY + route({ rules: `{ backendRefs: [${refs}] }` })).rules.flatMap((rule) =>
    rule.backends.map(({ path, kind, namespace, name, port }) => ({ path: showPath(path), kind, namespace, name, port })),
  );

test('a rule leads to its backends; without group and kind to a Service of its namespace', () => {
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
  ['one of another namespace', 'group: networking.istio.io, kind: ServiceEntry, name: api, namespace: b', undefined],
  [
    'a host, whatever the namespace',
    'group: networking.istio.io, kind: Hostname, name: API.example.com, namespace: b',
    ['api.example.com'],
  ],
  ['a Backend', 'group: gateway.kgateway.dev, kind: Backend, name: fixed', ['b.test']],
  ['a Service of type ExternalName', 'name: out', ['c.test']],
  ['any other Service', 'name: web', undefined],
])('the destination of a backend that is %s', (_, ref, hosts) => {
  const made = only(DESTINATIONS + route({ rules: `{ backendRefs: [{ ${ref}, port: 443 }] }` }));
  expect(made.rules[0]?.backends[0]?.destination?.hosts).toEqual(hosts);
});

test('of two ServiceEntries for a host, the first is the destination of the host', () => {
  const second = object('ServiceEntry', 'a/other', '{ hosts: [api.example.com] }');
  const made = only(
    ENTRY + second + route({ rules: '{ backendRefs: [{ group: networking.istio.io, kind: Hostname, name: api.example.com }] }' }),
  );
  expect(made.rules[0]?.backends[0]).toMatchObject({ kind: KIND.Hostname, destination: { namespace: 'egress', name: 'api' } });
});

test('requests are copied to backends too', () => {
  const filters = '{ type: URLRewrite }, { type: RequestMirror, requestMirror: { backendRef: { name: copy, port: 80 } } }';
  const made = only(route({ rules: `{ filters: [${filters}] }` }));
  expect(made.rules[0]?.backends).toMatchObject([
    { path: ['spec', 'rules', 0, 'filters', 1, 'requestMirror', 'backendRef'], kind: 'Service', name: 'copy' },
  ]);
});

test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute'])('a %s is read', (kind) => {
  expect(only(ENTRY + route({ kind }))).toMatchObject({ kind, namespace: 'egress', name: 'api', hostnames: ['api.example.com'] });
});

test('a route may say next to nothing', () => {
  const made = only(object('HTTPRoute', 'egress/empty', '{}'));
  expect(made).toMatchObject({ hostnames: [], attachments: [], rules: [] });
  expect(only(object('HTTPRoute', 'egress/empty', '{ rules: [{}] }')).rules).toMatchObject([
    { matches: [], filters: [], backends: [] },
  ]);
});
