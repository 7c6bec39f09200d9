import { routeCache } from '../../../../lib/checks/rules/egress/route-cache';
import { objections } from '../objections';
import { documents, ENTRY, entry, extension, gateway, OF_GATEWAY, route, traffic } from '../way-out';

const DECIDED = 'matches: [{ headers: [{ name: X-Egress-Decision, value: api.example.com }] }]';
const POLICY = traffic('extAuth: { extensionRef: { name: authz } }', OF_GATEWAY);
const wayOut = (rule: string, ...more: readonly string[]) => documents(gateway(), route(ENTRY, rule), entry(), POLICY, ...more);
const second = (said: string) => [
  extension(said).replace('name: authz', 'name: second'),
  traffic('extAuth: { extensionRef: { name: second } }', undefined, 'second'),
];

test.each([
  ['the cache is cleared', wayOut(DECIDED, extension('clearRouteCache: true'))],
  ['no rule wants a decision', wayOut('matches: [{ headers: [{ name: x-team, value: a }] }]', extension())],
  ['a second extension clears it', wayOut(DECIDED, extension(), ...second('clearRouteCache: true'))],
  ['another repository has the extension', wayOut(DECIDED)],
])('requests are let out when %s', (_, yaml) => {
  expect(objections(routeCache, yaml)).toEqual([]);
});

test.each([
  ['says nothing', '', 'undefined'],
  ['keeps it', 'clearRouteCache: false', 'false'],
])('all requests are refused when the extension %s', (_, said, got) => {
  expect(objections(routeCache, wayOut(DECIDED, extension(said)))).toEqual([
    `GatewayExtension egress/authz spec.extAuth.clearRouteCache: ${got}`,
  ]);
});

test('each of several extensions is told once', () => {
  expect(objections(routeCache, wayOut(DECIDED, extension(), ...second('')))).toHaveLength(2);
});
