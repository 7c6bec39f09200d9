import { routeCache } from '../../../../lib/checks/rules/egress/route-cache';
import { objections } from '../objections';
import { documents, ENTRY, entry, extension, gateway, OF_GATEWAY, route, traffic } from '../way-out';

const DECIDED = 'matches: [{ headers: [{ name: X-Egress-Decision, value: api.example.com }] }]';
const POLICY = traffic('extAuth: { extensionRef: { name: authz } }', OF_GATEWAY);
const wayOut = (rule: string, ...more: readonly string[]) => documents(gateway(), route(ENTRY, rule), entry(), POLICY, ...more);
const second = (fields: string) => [
  extension(fields).replace('name: authz', 'name: second'),
  traffic('extAuth: { extensionRef: { name: second } }', undefined, 'second'),
];

test.each([
  ['the cache is cleared', wayOut(DECIDED, extension('clearRouteCache: true'))],
  ['no rule requires a decision', wayOut('matches: [{ headers: [{ name: x-team, value: a }] }]', extension())],
  ['a second extension clears it', wayOut(DECIDED, extension(), ...second('clearRouteCache: true'))],
  ['another repository has the extension', wayOut(DECIDED)],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(routeCache, yaml)).toEqual([]);
});

test.each([
  ['does not set clearRouteCache', '', 'undefined'],
  ['sets it to false', 'clearRouteCache: false', 'false'],
])('an extension is reported if it %s', (_, fields, got) => {
  expect(objections(routeCache, wayOut(DECIDED, extension(fields)))).toEqual([
    `GatewayExtension egress/authz spec.extAuth.clearRouteCache: ${got}`,
  ]);
});

test('each of several extensions is reported once', () => {
  expect(objections(routeCache, wayOut(DECIDED, extension(), ...second('')))).toHaveLength(2);
});
