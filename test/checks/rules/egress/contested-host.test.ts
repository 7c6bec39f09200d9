import { contestedHost } from '../../../../lib/checks/rules/egress/contested-host';
import { ENTRY, gateway, route } from '../exit';
import { objections } from '../objections';

const TWO = gateway(
  "{ name: a, port: 8080, protocol: HTTP, hostname: '*.example.com' }, { name: b, port: 8081, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }",
);
const on = (listener: string, namespace = 'egress') => `{ name: exit, namespace: ${namespace}, sectionName: ${listener} }`;
const other = (fields: object) => route({ name: 'egress/other', ...fields });
const THERE = TWO + ENTRY + route({ parent: on('b') });
const REFUSES = '{ filters: [] }';

test.each([
  ['another host', other({ parent: on('b'), hostnames: 'other.test' })],
  ['another listener', other({ parent: on('a') })],
  ['a wildcard, which gets the remaining requests', other({ parent: on('b'), hostnames: "'*.example.com'" })],
  ['every host, which gets the remaining requests', other({ parent: on('b'), hostnames: '' })],
])('a second route may have %s', (_, yaml) => {
  expect(objections(contestedHost, THERE + yaml)).toEqual([]);
});

test('two routes may refuse the same host', () => {
  const refusing = (name: string) => route({ name, parent: on('b'), hostnames: '', rules: REFUSES });
  expect(objections(contestedHost, THERE + refusing('egress/one') + refusing('egress/two'))).toEqual([]);
});

test.each([
  ['in the same namespace', other({ parent: on('b') }), 'HTTPRoute egress/other', 'api.example.com'],
  ['in capitals', other({ parent: on('b'), hostnames: 'API.example.com' }), 'HTTPRoute egress/other', 'api.example.com'],
  ['in another namespace', route({ name: 'team-a/api', parent: on('b') }), 'HTTPRoute team-a/api', 'api.example.com'],
  ['that refuses it', other({ parent: on('b'), rules: REFUSES }), 'HTTPRoute egress/other', 'api.example.com'],
  ['of another kind', other({ parent: on('b'), kind: 'GRPCRoute' }), 'GRPCRoute egress/other', 'api.example.com'],
])('a second route for the host is reported: %s', (_, yaml, name, host) => {
  expect(objections(contestedHost, THERE + yaml)).toEqual([`${name} spec.hostnames: ${host}, also in HTTPRoute egress/api`]);
});

test('the host may come from the listener', () => {
  const every = other({ parent: on('a'), hostnames: '' });
  const wild = route({ name: 'egress/wild', parent: on('a'), hostnames: "'*.example.com'" });
  expect(objections(contestedHost, TWO + ENTRY + every + wild)).toEqual([
    'HTTPRoute egress/wild spec.hostnames: *.example.com, also in HTTPRoute egress/other',
  ]);
});
